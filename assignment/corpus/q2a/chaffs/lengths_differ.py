# What: a point left out in place of a zero
# Fails test_hidden_asymmetric: 1 probabilities in `p` and 2 in `q`
# Fails test_public_are_distributions: p has 1 outcomes and q has 2
p = [1.0]
q = [0.5, 0.5]
