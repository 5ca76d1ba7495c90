# What: one fused operation
def sample_gaussian(m, v):
    return torch.addcmul(m, v.sqrt(), torch.randn_like(v))
