# What: draws noise of its own
# Fails test_hidden_*: draw none inside
# Fails test_public_without_noise: has to be the mean itself
def latent_sample(mu, sigma, v):
    return mu + sigma * torch.randn_like(mu)
