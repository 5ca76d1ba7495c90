# What: uniform noise of the right mean and variance
# Fails test_hidden_distribution: look at where the noise is drawn
def sample_gaussian(m, v):
    return m + torch.sqrt(v) * (torch.rand_like(m) - 0.5) * 12**0.5
