# What: Laplace noise of the right mean and variance
# Fails test_hidden_distribution: look at where the noise is drawn
def sample_gaussian(m, v):
    noise = torch.distributions.Laplace(torch.zeros_like(m), 0.5**0.5).sample()
    return m + torch.sqrt(v) * noise
