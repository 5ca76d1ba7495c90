# What: float64 inside
def latent_sample(mu, sigma, v):
    return (mu.double() + sigma.double() * v.double()).to(mu.dtype)
