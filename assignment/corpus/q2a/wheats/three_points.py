# What: three outcomes
p = [0.5, 0.5, 0.0]
q = [0.25, 0.25, 0.5]
