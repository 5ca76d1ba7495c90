# What: squares the variance
# Fails test_hidden_distribution: squared here once too often
def sample_gaussian(m, v):
    return m + v**2 * torch.randn_like(m)
