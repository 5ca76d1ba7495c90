# What: a body of pass
# Fails test_hidden_*: still to be written
# Fails test_public_*: replace the ... with your code
def latent_sample(mu, sigma, v):
    pass
