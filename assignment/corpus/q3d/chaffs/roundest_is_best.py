# What: takes the roundest for the best
# Fails test_hidden_best: how well the training points separate
betas = {"a": 1e-3, "b": 1.0, "c": 1e-6}
best_latent = "b"
