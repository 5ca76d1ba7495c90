# What: kl and rec exchanged
# Fails test_hidden_band: have changed places
vae_metrics = {"nelbo": (105.84, 0.25), "kl": (81.7, 0.07), "rec": (24.14, 0.25)}
vae_data = "5k"
