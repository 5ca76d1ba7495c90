# What: v ** 0.5, and randn with shape and dtype written out
def sample_gaussian(m, v):
    return m + v**0.5 * torch.randn(m.shape, dtype=m.dtype)
