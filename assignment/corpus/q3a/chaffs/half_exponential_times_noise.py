# What: sigma taken for a log-variance
# Fails test_hidden_values: not the logarithm of the variance
def latent_sample(mu, sigma, v):
    return mu + torch.exp(sigma / 2) * v
