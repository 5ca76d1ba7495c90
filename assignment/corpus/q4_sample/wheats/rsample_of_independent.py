# What: an Independent distribution, imported inside
def sample_gaussian(m, v):
    from torch.distributions import Independent, Normal

    q = Normal(m, v.sqrt())
    return Independent(q, 1).rsample() if m.dim() > 0 else q.rsample()
