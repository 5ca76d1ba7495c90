# What: two roots, with a floor under the first
# Fails test_hidden_distribution: one root is enough
# Fails test_public_almost_no_variance: has to lie at the mean
def sample_gaussian(m, v):
    std = torch.sqrt(v + 1e-8)
    return m + torch.sqrt(std) * torch.randn_like(m)
