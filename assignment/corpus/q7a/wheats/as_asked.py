# What: as asked
forgets = "3"
