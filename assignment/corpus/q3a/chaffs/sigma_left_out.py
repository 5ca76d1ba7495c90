# What: sigma is not used
# Fails test_hidden_*: `sigma` is not used
def latent_sample(mu, sigma, v):
    return mu + v
