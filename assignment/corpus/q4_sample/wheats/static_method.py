# What: a static method of a class, and a lambda for the noise
import torch.nn.functional as F


class Gaussian:
    noise = staticmethod(lambda like: torch.empty_like(like).normal_(0, 1))

    @staticmethod
    def sample(mean, variance):
        return torch.addcmul(mean, variance.pow(0.5), Gaussian.noise(mean))


sample_gaussian = Gaussian.sample
