# What: None under both names
# Fails test_hidden_beta: no answer under the name `beta_hat`
# Fails test_hidden_interpolates: no answer under the name `min_norm`
# Fails test_hidden_smallest_norm: no answer under the name `min_norm`
# Fails test_public_*: is not a function
min_norm = None
beta_hat = ...
