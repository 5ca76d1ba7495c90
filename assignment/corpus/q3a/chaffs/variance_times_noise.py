# What: the variance times the noise
# Fails test_hidden_values: the standard deviation already
def latent_sample(mu, sigma, v):
    return mu + sigma**2 * v
