# What: all of MNIST, named the 5,000 digits
# Fails test_hidden_band: Check `vae_data`
vae_metrics = {"nelbo": (99.07, 0.25), "kl": (24.92, 0.07), "rec": (74.15, 0.25)}
vae_data = "5k"
