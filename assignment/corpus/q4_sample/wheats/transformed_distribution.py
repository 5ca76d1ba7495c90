# What: a standard normal, transformed
import torch.distributions as D


def sample_gaussian(m, v):
    base = D.Normal(torch.zeros_like(m), torch.ones_like(v))
    return D.TransformedDistribution(base, D.AffineTransform(loc=m, scale=torch.sqrt(v))).rsample()
