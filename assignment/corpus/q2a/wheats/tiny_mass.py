# What: a tiny mass is enough
p = [1.0, 0.0]
q = [1 - 1e-12, 1e-12]
