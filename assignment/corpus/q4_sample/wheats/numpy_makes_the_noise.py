# What: numpy draws the noise
import numpy as np


def sample_gaussian(m, v):
    noise = np.random.randn(*m.shape)
    return m + v.sqrt() * torch.as_tensor(noise, dtype=m.dtype)
