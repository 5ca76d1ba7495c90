# What: keeps the noise of the first call with a shape
# Fails test_hidden_fresh_noise: noise that is drawn once
# Fails test_public_is_random: each call has to draw noise of its own
cache = {}


def sample_gaussian(m, v):
    if m.shape not in cache:
        cache[m.shape] = torch.randn(m.shape, dtype=torch.float64)
    return m + torch.sqrt(v) * cache[m.shape].to(m.dtype)
