# What: the standard deviation over runs, which is in the range of standard errors
vae_metrics = {"nelbo": (105.8, 0.6), "kl": (24.1, 0.2), "rec": (81.7, 0.6)}
vae_data = "5k"
