# What: adds the mean twice
# Fails test_hidden_distribution: Check that `m` is added once
# Fails test_hidden_gradients: 2 times what is right when a gradient flows back to `m`
# Fails test_public_almost_no_variance: has to lie at the mean
def sample_gaussian(m, v):
    x = m + torch.sqrt(v) * torch.randn_like(m)
    return m + x
