# What: torch.normal of m and the root of v, which carries no gradient
# Fails test_hidden_gradients: no gradient at all for `m`
def sample_gaussian(m, v):
    return torch.normal(m, torch.sqrt(v))
