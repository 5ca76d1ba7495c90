# What: from beta to panel
# Fails test_hidden_panels: expected one of "a", "b", "c"
# Fails test_public_betas: keys of betas
betas = {1e-3: "a", 1.0: "b", 1e-6: "c"}
best_latent = "a"
