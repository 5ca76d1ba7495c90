# What: a single number of noise
# Fails test_hidden_distribution: Compare the shape of your noise with the shape of `m`
# Fails test_hidden_fresh_noise: Compare the shape of your noise with the shape of `m`
# Fails test_hidden_shapes: Let the noise take its shape from `m`
def sample_gaussian(m, v):
    return m + torch.sqrt(v) * torch.randn(1, dtype=m.dtype)
