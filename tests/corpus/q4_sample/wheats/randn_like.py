# What: randn_like, a root
def sample_gaussian(m, v):
    return m + torch.sqrt(v) * torch.randn_like(m)
