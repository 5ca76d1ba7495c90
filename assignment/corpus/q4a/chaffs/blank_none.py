# What: None
# Fails test_hidden_*: no answer under the name
# Fails test_public_*: still empty
vae_metrics = None
vae_data = None
