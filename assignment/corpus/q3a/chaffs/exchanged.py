# What: mu and sigma exchanged
# Fails test_hidden_*: have changed places
# Fails test_public_without_noise: has to be the mean itself
def latent_sample(mu, sigma, v):
    return sigma + mu * v
