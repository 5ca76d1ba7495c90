# What: a root too many
# Fails test_hidden_values: no root is needed
def latent_sample(mu, sigma, v):
    return mu + torch.sqrt(sigma) * v
