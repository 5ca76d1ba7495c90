# What: exp of the log of sigma
def latent_sample(mu, sigma, v):
    return mu + torch.exp(torch.log(sigma)) * v
