# What: as asked
meta_method = "REPTILE"
