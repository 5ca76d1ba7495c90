# What: one number of noise for each row
# Fails test_hidden_distribution: Compare the shape of your noise with the shape of `m`
# Fails test_hidden_fresh_noise: the same noise in several coordinates of a row
def sample_gaussian(m, v):
    noise = torch.randn_like(m[..., :1]) if m.ndim else torch.randn_like(m)
    return m + torch.sqrt(v) * noise
