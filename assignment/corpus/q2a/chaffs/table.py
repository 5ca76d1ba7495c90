# What: a list in a list
# Fails test_hidden_asymmetric: expected a flat list of probabilities
# Fails test_public_are_distributions: expected a flat list
p = [[1.0, 0.0]]
q = [[0.5, 0.5]]
