# What: other data
# Fails test_hidden_*: one of "full", "5k"
# Fails test_public_data: expected 5k or full
vae_metrics = {"nelbo": (105.84, 0.25), "kl": (24.14, 0.07), "rec": (81.7, 0.25)}
vae_data = "mnist"
