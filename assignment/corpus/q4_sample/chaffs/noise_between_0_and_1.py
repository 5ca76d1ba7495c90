# What: rand where randn is meant
# Fails test_hidden_distribution: as often below zero as above it
def sample_gaussian(m, v):
    return m + torch.sqrt(v) * torch.rand_like(m)
