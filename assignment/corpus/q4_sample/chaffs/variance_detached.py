# What: the standard deviation loses its graph
# Fails test_hidden_gradients: no gradient at all for `v`
def sample_gaussian(m, v):
    std = torch.sqrt(v).detach()
    return m + std * torch.randn_like(m)
