# What: 1,000 iterations in place of 10,000
# Fails test_hidden_band: all 10,000 iterations
vae_metrics = {"nelbo": (119.2, 0.25), "kl": (20.9, 0.07), "rec": (98.3, 0.25)}
vae_data = "5k"
