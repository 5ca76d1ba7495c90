# What: the loss on the training data
# Fails test_hidden_band: run the training again
vae_metrics = {"nelbo": (94.2, 0.25), "kl": (25.3, 0.07), "rec": (68.9, 0.25)}
vae_data = "5k"
