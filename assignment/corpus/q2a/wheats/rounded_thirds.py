# What: thirds rounded to six digits
p = [0.333333, 0.666667, 0]
q = [0.333333, 0.333333, 0.333334]
