# What: float64 inside, the dtype of m outside
def sample_gaussian(m, v):
    noise = torch.randn(m.shape, dtype=torch.float64)
    return (m.double() + v.double().sqrt() * noise).to(m.dtype)
