# What: no_grad around the noise alone
def sample_gaussian(m, v):
    with torch.no_grad():
        epsilon = torch.randn_like(m)
    return m + v.sqrt() * epsilon
