# What: in place on its own product
def latent_sample(mu, sigma, v):
    z = sigma * v
    z += mu
    return z
