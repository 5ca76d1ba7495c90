# What: unit noise whatever v is
# Fails test_hidden_distribution: `v` does not reach the noise
# Fails test_hidden_gradients: no gradient at all for `v`
# Fails test_hidden_fresh_noise: Where does `v` enter your sample
# Fails test_public_almost_no_variance: has to lie at the mean
def sample_gaussian(m, v):
    return m + torch.randn_like(m)
