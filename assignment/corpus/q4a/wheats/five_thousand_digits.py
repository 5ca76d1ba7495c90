# What: three runs on the 5,000 digits
vae_metrics = {"nelbo": (105.74, 0.25), "kl": (24.13, 0.07), "rec": (81.61, 0.25)}
vae_data = "5k"
