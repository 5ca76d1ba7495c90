# What: whole numbers
vae_metrics = {"nelbo": (106, 1), "kl": (24, 0), "rec": (82, 1)}
vae_data = "5k"
