# What: the best named by its beta
# Fails test_hidden_best: expected one of "a", "b", "c"
# Fails test_public_best_latent: expected a letter in quotes
betas = {"a": 1e-3, "b": 1.0, "c": 1e-6}
best_latent = 1e-3
