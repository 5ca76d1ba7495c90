# What: tuples
p = (1.0, 0.0)
q = (0.9, 0.1)
