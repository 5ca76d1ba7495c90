# What: a small standard error rounded to 0
vae_metrics = {"nelbo": (99.1, 0.1), "kl": (24.9, 0.0), "rec": (74.2, 0.2)}
vae_data = "full"
