# What: a matrix product
# Fails test_hidden_values: a sample that lies v standard deviations away
# Fails test_hidden_gradients: look for a sum over entries
# Fails test_public_shape: Your code raised RuntimeError
def latent_sample(mu, sigma, v):
    return mu + sigma @ v
