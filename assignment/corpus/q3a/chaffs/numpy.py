# What: numpy inside
# Fails test_hidden_gradients: `detach`, `.data` or numpy
def latent_sample(mu, sigma, v):
    return torch.from_numpy(mu.detach().numpy() + sigma.detach().numpy() * v.numpy())
