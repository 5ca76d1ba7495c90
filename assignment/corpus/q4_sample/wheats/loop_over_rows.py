# What: row by row, so that the noise is drawn in many calls
def sample_gaussian(m, v):
    if m.ndim < 2:
        return m + v.sqrt() * torch.randn_like(m)
    return torch.stack([sample_gaussian(a, b) for a, b in zip(m, v)])
