# What: p is not normalised
# Fails test_hidden_asymmetric: a sum of 0.9 in `p`
# Fails test_public_are_distributions: p sums to 0.9
p = [0.9, 0.0]
q = [0.5, 0.5]
