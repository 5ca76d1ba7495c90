# What: the root is taken in numpy
# Fails test_hidden_gradients: no gradient at all for `v`
import numpy as np


def sample_gaussian(m, v):
    std = torch.from_numpy(np.sqrt(v.detach().numpy()))
    return m + std * torch.randn_like(m)
