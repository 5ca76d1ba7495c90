# What: noise that knows neither m nor v
# Fails test_hidden_distribution: Check that `m` is added
# Fails test_hidden_gradients: cut off from `m` and `v`
# Fails test_hidden_shapes: change neither with `m` nor with `v`
# Fails test_hidden_fresh_noise: Where does `m` enter your sample
# Fails test_public_almost_no_variance: has to lie at the mean
def sample_gaussian(m, v):
    return torch.randn_like(m)
