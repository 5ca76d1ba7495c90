# What: divides the noise by the standard deviation, as in standardising
# Fails test_hidden_distribution: divided by its scale
# Fails test_public_almost_no_variance: has to lie at the mean
def sample_gaussian(m, v):
    return m + torch.randn_like(m) / torch.sqrt(v)
