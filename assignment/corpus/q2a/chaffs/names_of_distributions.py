# What: names of distributions
# Fails test_hidden_asymmetric: expected a flat list of probabilities
# Fails test_public_are_distributions: expected a list of probabilities
p = "uniform on [0, 1]"
q = "uniform on [0, 2]"
