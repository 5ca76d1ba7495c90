# What: one decimal
vae_metrics = {"nelbo": (99.1, 0.2), "kl": (24.9, 0.1), "rec": (74.1, 0.2)}
vae_data = "full"
