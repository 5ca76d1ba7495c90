# What: kl from another run
# Fails test_hidden_consistency: copied from different runs
vae_metrics = {"nelbo": (105.84, 0.25), "kl": (23.2, 0.07), "rec": (81.7, 0.25)}
vae_data = "5k"
