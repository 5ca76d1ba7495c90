# What: v has a symmetric law, so that mu - sigma v is as good
def latent_sample(mu, sigma, v):
    return mu - sigma * v
