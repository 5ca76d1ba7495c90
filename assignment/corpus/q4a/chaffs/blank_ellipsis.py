# What: as handed out
# Fails test_hidden_*: no answer under the name
# Fails test_public_metrics: not a finite number
# Fails test_public_data: still empty
vae_metrics = {"nelbo": (..., ...), "kl": (..., ...), "rec": (..., ...)}
vae_data = ...
