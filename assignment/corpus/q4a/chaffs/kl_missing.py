# What: kl is missing
# Fails test_hidden_*: no kl in `vae_metrics`
# Fails test_public_metrics: keys of vae_metrics
vae_metrics = {"nelbo": (105.84, 0.25), "rec": (81.7, 0.25)}
vae_data = "5k"
