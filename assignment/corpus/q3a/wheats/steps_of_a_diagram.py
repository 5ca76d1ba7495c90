# What: a multiplier, then an adder
def latent_sample(mu, sigma, v):
    product = torch.mul(sigma, v)
    return torch.add(product, mu)
