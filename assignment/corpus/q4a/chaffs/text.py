# What: numbers as text
# Fails test_hidden_*: expected a plain number
# Fails test_public_metrics: not a finite number
vae_metrics = {"nelbo": ("105.84", "0.25"), "kl": ("24.14", "0.07"), "rec": ("81.7", "0.25")}
vae_data = "5k"
