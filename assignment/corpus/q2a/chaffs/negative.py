# What: a negative probability
# Fails test_hidden_asymmetric: a negative number in `p`
# Fails test_public_are_distributions: outside 0 to 1
p = [1.5, -0.5]
q = [0.5, 0.5]
