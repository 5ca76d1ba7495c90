# What: dict()
betas = dict(a=1e-3, b=1.0, c=1e-6)
best_latent = "a"
