# What: a tensor of torch's default dtype, filled entry by entry
def latent_sample(mu, sigma, v):
    z = torch.zeros(mu.shape)
    for i in range(len(mu)):
        z[i] = mu[i] + sigma[i] * v[i]
    return z
