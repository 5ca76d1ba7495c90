# What: a point mass and a fair coin
p = [1, 0]
q = [0.5, 0.5]
