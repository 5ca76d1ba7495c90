# What: no_grad as a decorator
# Fails test_hidden_gradients: cut off from `m` and `v`
@torch.no_grad()
def sample_gaussian(m, v):
    return m + torch.sqrt(v) * torch.randn_like(m)
