# What: an affine transform of torch.distributions
from torch.distributions import AffineTransform


def latent_sample(mu, sigma, v):
    return AffineTransform(mu, sigma)(v)
