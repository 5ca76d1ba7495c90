# What: objects of torch.distributions
# Fails test_hidden_asymmetric: expected a flat list of probabilities
# Fails test_public_are_distributions: expected a list of probabilities
p = torch.distributions.Normal(0.0, 1.0)
q = torch.distributions.Cauchy(0.0, 1.0)
