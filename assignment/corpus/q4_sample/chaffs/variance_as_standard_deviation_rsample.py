# What: gives Normal the variance as its scale
# Fails test_hidden_distribution: what multiplies the noise is the standard deviation
def sample_gaussian(m, v):
    return torch.distributions.Normal(m, v).rsample()
