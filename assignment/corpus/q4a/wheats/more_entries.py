# What: a further entry
# Fails test_public_metrics: keys of vae_metrics
vae_metrics = {"nelbo": (105.8, 0.3), "kl": (24.1, 0.1), "rec": (81.7, 0.3), "runs": 3}
vae_data = "5k"
