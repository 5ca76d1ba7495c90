# What: no_grad around everything
# Fails test_hidden_gradients: cut off from `m` and `v`
def sample_gaussian(m, v):
    with torch.no_grad():
        return m + torch.sqrt(v) * torch.randn_like(m)
