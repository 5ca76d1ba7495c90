# What: one beta twice
# Fails test_hidden_panels: one beta for two panels
# Fails test_public_betas: One beta is given to two panels
betas = {"a": 1e-3, "b": 1.0, "c": 1e-3}
best_latent = "a"
