# What: averages over pixels
# Fails test_hidden_band: Sum over the pixels
vae_metrics = {"nelbo": (0.135, 0.001), "kl": (0.0308, 0.001), "rec": (0.1042, 0.001)}
vae_data = "5k"
