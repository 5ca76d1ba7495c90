# What: sample() in place of rsample()
# Fails test_hidden_gradients: cut off from `m` and `v`
def sample_gaussian(m, v):
    return torch.distributions.Normal(m, torch.sqrt(v)).sample()
