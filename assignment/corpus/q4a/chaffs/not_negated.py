# What: the ELBO itself
# Fails test_hidden_band: it is above 0
# Fails test_hidden_consistency: copied from different runs
# Fails test_public_metrics: positive numbers of nats
vae_metrics = {"nelbo": (-105.84, 0.25), "kl": (24.14, 0.07), "rec": (81.7, 0.25)}
vae_data = "5k"
