# What: mu is cut off
# Fails test_hidden_gradients: where `mu` loses its graph
def latent_sample(mu, sigma, v):
    return mu.data + sigma * v
