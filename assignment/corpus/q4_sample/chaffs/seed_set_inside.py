# What: sets a seed in the function, left over from debugging
# Fails test_hidden_fresh_noise: Look for a seed that is set
# Fails test_public_is_random: each call has to draw noise of its own
def sample_gaussian(m, v):
    torch.manual_seed(0)
    return m + torch.sqrt(v) * torch.randn_like(m)
