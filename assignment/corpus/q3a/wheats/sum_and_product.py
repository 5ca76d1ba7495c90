# What: the formula
def latent_sample(mu, sigma, v):
    return mu + sigma * v
