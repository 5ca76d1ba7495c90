# What: torch.distributions, reparameterised
def sample_gaussian(m, v):
    return torch.distributions.Normal(m, v.sqrt()).rsample()
