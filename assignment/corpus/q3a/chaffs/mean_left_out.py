# What: the mean is left out
# Fails test_hidden_*: The mean is missing
# Fails test_public_without_noise: has to be the mean itself
def latent_sample(mu, sigma, v):
    return sigma * v
