# What: made by a comprehension
n = 6
p = [1 / (n - 1) if i else 0.0 for i in range(n)]
q = [1 / n for _ in range(n)]
