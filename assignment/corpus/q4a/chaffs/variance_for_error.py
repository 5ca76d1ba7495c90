# What: the variance over digits for the standard error
# Fails test_hidden_consistency: a standard error of 520
vae_metrics = {"nelbo": (105.84, 520.0), "kl": (24.14, 30.0), "rec": (81.7, 480.0)}
vae_data = "5k"
