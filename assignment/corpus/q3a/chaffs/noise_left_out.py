# What: v is not used
# Fails test_hidden_*: `v` is not used
# Fails test_public_without_noise: has to be the mean itself
def latent_sample(mu, sigma, v):
    return mu + sigma
