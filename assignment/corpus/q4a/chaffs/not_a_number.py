# What: a run that diverged
# Fails test_hidden_*: expected a finite number
# Fails test_public_metrics: not a finite number
vae_metrics = {"nelbo": (float("nan"), 0.25), "kl": (float("nan"), 0.07), "rec": (float("nan"), 0.25)}
vae_data = "5k"
