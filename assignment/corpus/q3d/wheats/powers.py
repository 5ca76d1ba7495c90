# What: powers of ten
betas = {"a": 10**-3, "b": 10**0, "c": 10**-6}
best_latent = "a"
