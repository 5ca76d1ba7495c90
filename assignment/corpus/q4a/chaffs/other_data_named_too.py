# What: the 5,000 digits, named all of MNIST
# Fails test_hidden_band: Check `vae_data`
vae_metrics = {"nelbo": (105.84, 0.25), "kl": (24.14, 0.07), "rec": (81.7, 0.25)}
vae_data = "full"
