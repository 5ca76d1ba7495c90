# What: one keyword argument more
def sample_gaussian(m, v, *, temperature=1.0):
    return m + temperature * v.sqrt() * torch.randn_like(m)
