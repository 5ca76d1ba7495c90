# What: sigma is cut off
# Fails test_hidden_gradients: where `sigma` loses its graph
def latent_sample(mu, sigma, v):
    return mu + sigma.detach() * v
