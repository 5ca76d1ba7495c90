# What: q is still blank
# Fails test_hidden_asymmetric: no answer under the name `q`
# Fails test_public_are_distributions: q is still empty
p = [1.0, 0.0]
q = ...
