# What: divides by sigma, as in standardising
# Fails test_hidden_values: multiplied, not divided
def latent_sample(mu, sigma, v):
    return mu + v / sigma
