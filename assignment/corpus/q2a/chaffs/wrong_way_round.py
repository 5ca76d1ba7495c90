# What: the two distributions exchanged
# Fails test_hidden_asymmetric: It is the other way round
p = [0.5, 0.5]
q = [1.0, 0.0]
