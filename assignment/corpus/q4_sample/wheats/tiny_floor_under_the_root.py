# What: a floor under the root, far below any variance
def sample_gaussian(m, v):
    return m + torch.sqrt(v + 1e-10) * torch.randn_like(m)
