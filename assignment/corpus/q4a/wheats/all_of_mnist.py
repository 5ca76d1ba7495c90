# What: three runs on all of MNIST
vae_metrics = {"nelbo": (99.07, 0.25), "kl": (24.92, 0.07), "rec": (74.15, 0.25)}
vae_data = "full"
