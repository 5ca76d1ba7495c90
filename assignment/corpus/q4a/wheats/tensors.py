# What: tensors of torch
# Fails test_public_metrics: not a finite number
vae_metrics = {"nelbo": (torch.tensor(99.07), 0.2), "kl": (torch.tensor(24.92), 0.1), "rec": (torch.tensor(74.15), 0.2)}
vae_data = "full"
