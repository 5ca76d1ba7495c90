# What: means without standard errors
# Fails test_hidden_*: a pair (mean, standard error)
# Fails test_public_metrics: needs a pair
vae_metrics = {"nelbo": 105.84, "kl": 24.14, "rec": 81.7}
vae_data = "5k"
