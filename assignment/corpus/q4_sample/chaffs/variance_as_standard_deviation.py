# What: takes the variance for the standard deviation
# Fails test_hidden_distribution: what multiplies the noise is the standard deviation
def sample_gaussian(m, v):
    return m + v * torch.randn_like(m)
