# What: in the order of the text
# Fails test_hidden_panels: Look at the scale of the axes
betas = {"a": 1e-6, "b": 1e-3, "c": 1.0}
best_latent = "a"
