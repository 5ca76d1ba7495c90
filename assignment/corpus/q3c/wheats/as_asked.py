# What: as asked
error_curve = "b"
