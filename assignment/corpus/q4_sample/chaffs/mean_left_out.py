# What: noise around zero
# Fails test_hidden_distribution: Check that `m` is added
# Fails test_hidden_gradients: no gradient at all for `m`
# Fails test_hidden_fresh_noise: Where does `m` enter your sample
# Fails test_public_almost_no_variance: has to lie at the mean
def sample_gaussian(m, v):
    return torch.sqrt(v) * torch.randn_like(v)
