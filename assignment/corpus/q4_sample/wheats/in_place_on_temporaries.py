# What: in-place arithmetic on its own noise
def sample_gaussian(m, v):
    x = torch.randn_like(m)
    x *= v.sqrt()
    x += m
    return x
