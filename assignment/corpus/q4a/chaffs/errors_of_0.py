# What: standard errors left at 0
# Fails test_hidden_consistency: a standard error of 0
vae_metrics = {"nelbo": (105.84, 0), "kl": (24.14, 0), "rec": (81.7, 0)}
vae_data = "5k"
