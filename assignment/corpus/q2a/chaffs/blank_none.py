# What: None
# Fails test_hidden_asymmetric: no answer under the name `p`
# Fails test_public_are_distributions: p is still empty
p = None
q = None
