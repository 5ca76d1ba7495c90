# What: takes for granted that there are two dimensions
# Fails test_hidden_shapes: for inputs of shape (5,)
# Fails test_hidden_gradients: for inputs of shape (6,)
# Fails test_public_is_random: Your code raised IndexError
# Fails q4_elbo/test_public_*: IndexError
def sample_gaussian(m, v):
    batch, dim = m.shape[0], m.shape[1]
    return m + torch.sqrt(v) * torch.randn(batch, dim, dtype=m.dtype)
