# What: sums over a batch of a hundred
# Fails test_hidden_band: all 10,000 iterations
vae_metrics = {"nelbo": (10584.0, 2.5), "kl": (2414.0, 0.7), "rec": (8170.0, 2.5)}
vae_data = "5k"
