# What: as handed out
# Fails test_hidden_*: no answer under the name
# Fails test_public_betas: expected one of the numbers
# Fails test_public_best_latent: still empty
betas = {"a": ..., "b": ..., "c": ...}
best_latent = ...
