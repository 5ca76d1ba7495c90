# What: disjoint supports
# Fails test_hidden_asymmetric: one such place is enough
p = [1.0, 0.0]
q = [0.0, 1.0]
