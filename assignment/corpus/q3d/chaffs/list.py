# What: a list
# Fails test_hidden_panels: a dictionary from panel to beta
# Fails test_public_betas: expected a dictionary
betas = [1e-3, 1.0, 1e-6]
best_latent = "a"
