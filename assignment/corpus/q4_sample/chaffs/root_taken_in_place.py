# What: takes the root of v in place
# Fails test_hidden_shapes: another `v` after the call
# Fails test_hidden_gradients: RuntimeError
# Fails q4_elbo/test_hidden_kl: Compare the arguments of the divergence
def sample_gaussian(m, v):
    return m + v.sqrt_() * torch.randn_like(m)
