# What: a beta that is none of the three
# Fails test_hidden_panels: expected one of 1e-6, 1e-3 and 1
# Fails test_public_betas: expected one of the numbers
betas = {"a": 0.1, "b": 1.0, "c": 1e-6}
best_latent = "a"
