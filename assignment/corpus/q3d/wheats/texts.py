# What: numbers as texts
# Fails test_public_betas: expected one of the numbers
# Fails test_public_best_latent: expected one small letter
betas = {"a": "1e-3", "b": "1", "c": "10^-6"}
best_latent = "A"
