# What: dictionaries
# Fails test_hidden_asymmetric: expected a flat list of probabilities
# Fails test_public_are_distributions: expected a list of probabilities
p = {"a": 1.0, "b": 0.0}
q = {"a": 0.5, "b": 0.5}
