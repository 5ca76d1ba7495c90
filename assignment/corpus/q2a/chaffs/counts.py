# What: counts in place of probabilities
# Fails test_hidden_asymmetric: a sum of 4 in `p`
# Fails test_public_are_distributions: outside 0 to 1
p = [4, 0]
q = [2, 2]
