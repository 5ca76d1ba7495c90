# What: q is not normalised
# Fails test_hidden_asymmetric: a sum of 2 in `q`
# Fails test_public_are_distributions: q sums to 2
p = [1.0, 0.0]
q = [1.0, 1.0]
