# What: a negative standard error
# Fails test_hidden_consistency: a standard error of -0.1
# Fails test_public_metrics: never negative
vae_metrics = {"nelbo": (105.84, 0.2), "kl": (24.14, -0.1), "rec": (81.7, 0.2)}
vae_data = "5k"
