# What: the root of the squared sigma
def latent_sample(mu, sigma, v):
    return mu + torch.sqrt(sigma**2) * v
