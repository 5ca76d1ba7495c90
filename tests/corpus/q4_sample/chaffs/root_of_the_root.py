# What: two roots
# Fails test_hidden_distribution: one root is enough
# Fails test_public_almost_no_variance: has to lie at the mean
def sample_gaussian(m, v):
    std = torch.sqrt(v)
    return m + torch.sqrt(std) * torch.randn_like(m)
