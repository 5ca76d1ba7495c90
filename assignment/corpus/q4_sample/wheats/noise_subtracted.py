# What: symmetric noise, subtracted
def sample_gaussian(m, v):
    return m - v.sqrt() * torch.randn_like(m)
