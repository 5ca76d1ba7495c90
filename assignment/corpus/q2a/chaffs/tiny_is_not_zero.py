# What: a tiny probability in place of zero
# Fails test_hidden_asymmetric: however small a positive probability is
p = [1 - 1e-10, 1e-10]
q = [0.5, 0.5]
