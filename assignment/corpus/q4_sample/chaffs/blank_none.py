# What: None under the name
# Fails test_public_*: is not a function
# Fails test_hidden_*: no answer under the name
# Fails q4_elbo/test_public_*: fill in q4_sample first
# Fails q4_elbo/test_hidden_*: 'NoneType' object is not callable
sample_gaussian = None
