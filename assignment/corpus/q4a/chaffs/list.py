# What: a list
# Fails test_hidden_*: a dictionary from name to
# Fails test_public_metrics: expected a dictionary
vae_metrics = [105.84, 24.14, 81.7]
vae_data = "5k"
