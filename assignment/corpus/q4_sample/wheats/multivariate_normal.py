# What: a full covariance matrix of each row
from torch.distributions import MultivariateNormal


def sample_gaussian(m, v):
    return MultivariateNormal(m, torch.diag_embed(v)).rsample()
