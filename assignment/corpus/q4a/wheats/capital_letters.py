# What: names and data in capitals
# Fails test_public_metrics: keys of vae_metrics
# Fails test_public_data: expected 5k or full
vae_metrics = {"NELBO": (105.8, 0.3), "KL": (24.1, 0.1), "Rec": (81.7, 0.3)}
vae_data = " 5K "
