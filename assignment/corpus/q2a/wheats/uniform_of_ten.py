# What: uniform on five and on ten points
p = [0.2] * 5 + [0] * 5
q = [0.1] * 10
