# What: one fused operation
def latent_sample(mu, sigma, v):
    return torch.addcmul(mu, sigma, v)
