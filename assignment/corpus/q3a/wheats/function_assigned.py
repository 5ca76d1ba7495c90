# What: a lambda
latent_sample = lambda mu, sigma, v: v * sigma + mu
