# What: uniform noise that is symmetric, of a third of the variance
# Fails test_hidden_distribution: the size of uniform noise
def sample_gaussian(m, v):
    return m + torch.sqrt(v) * (2 * torch.rand_like(m) - 1)
