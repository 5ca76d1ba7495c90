# What: the strong and the middle beta exchanged
# Fails test_hidden_panels: Look at the scale of the axes
betas = {"a": 1.0, "b": 1e-3, "c": 1e-6}
best_latent = "a"
