# What: sigma taken for a logarithm
# Fails test_hidden_values: not its logarithm
def latent_sample(mu, sigma, v):
    return mu + torch.exp(sigma) * v
