# What: a sum of all three
# Fails test_hidden_*: other than the mean at v = 0
# Fails test_public_without_noise: has to be the mean itself
def latent_sample(mu, sigma, v):
    return mu + sigma + v
