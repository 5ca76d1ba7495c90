# What: in place on mu
# Fails test_hidden_values: another `mu` after the call
# Fails test_hidden_gradients: from `latent_sample`
def latent_sample(mu, sigma, v):
    return mu.add_(sigma * v)
