# What: torch.normal as the source of standard noise
def sample_gaussian(m, v):
    return m + v.sqrt() * torch.normal(torch.zeros_like(m), torch.ones_like(m))
