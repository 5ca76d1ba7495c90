# What: adds the noise to m in place
# Fails test_hidden_shapes: another `m` after the call
# Fails test_hidden_gradients: RuntimeError
# Fails test_public_is_random: the same sample
# Fails q4_elbo/test_*: is being modified inplace
def sample_gaussian(m, v):
    m += torch.sqrt(v) * torch.randn_like(m)
    return m
