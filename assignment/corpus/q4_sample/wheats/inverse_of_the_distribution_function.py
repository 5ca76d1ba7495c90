# What: uniform noise through the quantiles of a normal
def sample_gaussian(m, v):
    u = torch.rand_like(m).clamp(1e-7, 1 - 1e-7)
    return m + torch.sqrt(v) * torch.distributions.Normal(0.0, 1.0).icdf(u)
