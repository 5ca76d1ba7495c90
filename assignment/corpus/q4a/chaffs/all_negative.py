# What: minus all three
# Fails test_hidden_band: it is above 0
# Fails test_public_metrics: positive numbers of nats
vae_metrics = {"nelbo": (-99.07, 0.25), "kl": (-24.92, 0.07), "rec": (-74.15, 0.25)}
vae_data = "full"
