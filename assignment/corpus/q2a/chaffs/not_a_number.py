# What: a division of nothing by nothing
# Fails test_hidden_asymmetric: nan or inf in `p`
# Fails test_public_are_distributions: outside 0 to 1
p = [float("nan"), 1.0]
q = [0.5, 0.5]
