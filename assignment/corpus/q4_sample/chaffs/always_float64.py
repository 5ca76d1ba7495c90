# What: noise in float64 whatever m is
# Fails test_hidden_shapes: a sample of the same shape and dtype
# Fails test_public_shape: expected the same type
# Fails q4_elbo/test_*: mat1 and mat2 must have the same dtype
def sample_gaussian(m, v):
    return m + torch.sqrt(v) * torch.randn(m.shape, dtype=torch.float64)
