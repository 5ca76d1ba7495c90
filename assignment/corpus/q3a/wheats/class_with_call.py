# What: an object that is called
class Latent:
    def __call__(self, mu, sigma, v, scale=1.0):
        return mu + scale * (sigma * v)


latent_sample = Latent()
