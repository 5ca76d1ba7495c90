# What: empty lists
# Fails test_hidden_asymmetric: expected a flat list of probabilities
# Fails test_public_are_distributions: p sums to 0
p = []
q = []
