# What: einsum for the product
def latent_sample(mu, sigma, v):
    return torch.einsum('...,...->...', sigma, v) + mu
