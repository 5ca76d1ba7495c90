# What: letters in brackets and capitals
# Fails test_public_betas: keys of betas
# Fails test_public_best_latent: expected one small letter
betas = {"(A)": 1e-3, "(B)": 1.0, "(C)": 1e-6}
best_latent = "(a)"
