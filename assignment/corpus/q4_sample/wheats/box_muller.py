# What: normal noise made out of uniform noise
import math


def sample_gaussian(m, v):
    radius = (-2 * torch.log1p(-torch.rand(m.shape, dtype=torch.float64))).sqrt()
    angle = 2 * math.pi * torch.rand(m.shape, dtype=torch.float64)
    return m + v.sqrt() * (radius * angle.cos()).to(m.dtype)
