# What: the other point
p = [0.0, 1.0]
q = [0.3, 0.7]
