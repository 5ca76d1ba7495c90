# What: noise of the last two dimensions alone
# Fails test_hidden_shapes: the same noise twice along the first of three dimensions
def sample_gaussian(m, v):
    return m + torch.sqrt(v) * torch.randn(m.shape[-2:], dtype=m.dtype)
