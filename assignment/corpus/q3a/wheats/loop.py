# What: one element of the batch after the other
def latent_sample(mu, sigma, v):
    return torch.stack([a + b * c for a, b, c in zip(mu, sigma, v)])
