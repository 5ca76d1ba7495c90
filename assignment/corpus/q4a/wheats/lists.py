# What: lists in place of pairs
vae_metrics = {"nelbo": [105.8, 0.3], "kl": [24.1, 0.1], "rec": [81.7, 0.3]}
vae_data = "5k"
