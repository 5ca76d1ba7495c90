# What: half of the variance under the root
# Fails test_hidden_distribution: Half of `v` is lost
def sample_gaussian(m, v):
    return m + torch.sqrt(v / 2) * torch.randn_like(m)
