# What: the mean loses its graph by .data
# Fails test_hidden_gradients: no gradient at all for `m`
def sample_gaussian(m, v):
    return m.data + torch.sqrt(v) * torch.randn_like(m)
