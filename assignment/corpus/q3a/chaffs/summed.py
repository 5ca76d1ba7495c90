# What: summed over the batch
# Fails test_hidden_*: after every line of your function
# Fails test_public_shape: expected (2, 3)
# Fails test_public_without_noise: has to be the mean itself
def latent_sample(mu, sigma, v):
    return (mu + sigma * v).sum()
