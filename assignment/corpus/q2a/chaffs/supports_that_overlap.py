# What: each leaves out what the other takes
# Fails test_hidden_asymmetric: one such place is enough
p = [0.5, 0.5, 0.0]
q = [0.0, 0.5, 0.5]
