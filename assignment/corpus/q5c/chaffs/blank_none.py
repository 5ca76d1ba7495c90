# What: None under both names
# Fails test_hidden_*: no answer under the name
# Fails test_public_*: is not a function
descend = None
beta_limit = ...
