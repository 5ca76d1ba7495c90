# What: takes the variance for the logarithm of the standard deviation
# Fails test_hidden_distribution: `v` is the variance itself, not the logarithm of the standard deviation
# Fails test_public_almost_no_variance: has to lie at the mean
def sample_gaussian(m, v):
    return m + torch.exp(v) * torch.randn_like(m)
