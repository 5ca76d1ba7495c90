# What: numbers from a paper on another model
# Fails test_hidden_band: run the training again
vae_metrics = {"nelbo": (60.0, 0.25), "kl": (20.0, 0.07), "rec": (40.0, 0.25)}
vae_data = "full"
