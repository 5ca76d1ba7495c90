# What: addition of a scaled copy
def latent_sample(mu, sigma, v):
    return torch.add(mu, v.mul(sigma), alpha=1)
