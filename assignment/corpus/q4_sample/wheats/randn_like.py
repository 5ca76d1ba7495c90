# What: randn_like times torch.sqrt
def sample_gaussian(m, v):
    return m + torch.sqrt(v) * torch.randn_like(m)
