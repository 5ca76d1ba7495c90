# What: torch.normal with numbers and a size
def sample_gaussian(m, v):
    eps = torch.normal(0.0, 1.0, size=m.shape, dtype=m.dtype, device=m.device)
    return eps.mul(v.sqrt()).add(m)
