# What: the weak and the middle beta exchanged
# Fails test_hidden_panels: how far may the points spread
betas = {"a": 1e-6, "b": 1.0, "c": 1e-3}
best_latent = "a"
