# What: a graph for show, with gradients that are exactly zero
# Fails test_hidden_gradients: no gradient at all
def sample_gaussian(m, v):
    x = m + torch.sqrt(v) * torch.randn_like(m)
    return x.detach() + 0 * (m + v)
