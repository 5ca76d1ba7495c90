# What: torch.normal in place of v
# Fails test_hidden_*: draw none inside
# Fails test_public_without_noise: has to be the mean itself
def latent_sample(mu, sigma, v):
    return torch.normal(mu, sigma)
