# What: takes the variance for its logarithm, as many VAE tutorials do
# Fails test_hidden_distribution: `v` is the variance itself, not its logarithm
# Fails test_public_almost_no_variance: has to lie at the mean
def sample_gaussian(m, v):
    return m + torch.exp(0.5 * v) * torch.randn_like(m)
