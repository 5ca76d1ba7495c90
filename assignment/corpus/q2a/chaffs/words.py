# What: probabilities as words
# Fails test_hidden_asymmetric: expected a flat list of probabilities
# Fails test_public_are_distributions: not a number
p = ["1", "0"]
q = ["0.5", "0.5"]
