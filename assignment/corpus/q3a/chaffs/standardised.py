# What: standardises v in place of the other way round
# Fails test_hidden_*: other than the mean at v = 0
# Fails test_public_without_noise: has to be the mean itself
def latent_sample(mu, sigma, v):
    return (v - mu) / sigma
