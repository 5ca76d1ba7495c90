# What: noise drawn for the transposed shape
def sample_gaussian(m, v):
    noise = torch.randn(m.shape[::-1], dtype=m.dtype).permute(*range(m.ndim)[::-1])
    return m + v.sqrt() * noise
