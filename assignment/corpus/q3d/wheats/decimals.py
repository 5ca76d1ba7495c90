# What: decimals
betas = {"b": 1, "c": 0.000001, "a": 0.001}
best_latent = "a"
