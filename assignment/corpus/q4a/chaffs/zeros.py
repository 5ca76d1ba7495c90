# What: zeros
# Fails test_hidden_band: run the training again
# Fails test_hidden_consistency: a standard error of 0
# Fails test_public_metrics: positive numbers of nats
vae_metrics = {"nelbo": (0, 0), "kl": (0, 0), "rec": (0, 0)}
vae_data = "5k"
