# What: a step into the complex plane
import numpy as np


def test_error_gradient(c):
    w = c.double().numpy().astype(complex)
    gradient = []
    for k in range(2):
        at = w.copy()
        at[k] += 1e-30j
        gradient.append((at[1] ** 4 / (at[0] ** 2 + at[1] ** 2) ** 2).imag / 1e-30)
    return torch.tensor(gradient, dtype=c.dtype)
