# What: no_grad around it
# Fails test_hidden_gradients: cut off from `mu` and `sigma`
def latent_sample(mu, sigma, v):
    with torch.no_grad():
        return mu + sigma * v
