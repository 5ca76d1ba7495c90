# What: a panel is missing
# Fails test_hidden_panels: no beta for panel c
# Fails test_public_betas: keys of betas
betas = {"a": 1e-3, "b": 1.0}
best_latent = "a"
