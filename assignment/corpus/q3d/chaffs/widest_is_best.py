# What: takes the widest for the best
# Fails test_hidden_best: how much room does each class leave
betas = {"a": 1e-3, "b": 1.0, "c": 1e-6}
best_latent = "c"
