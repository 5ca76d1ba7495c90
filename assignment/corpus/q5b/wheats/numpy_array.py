# What: returns an array of numpy
# Fails test_public_gradient: returned a ndarray
import numpy as np


def test_error_gradient(c):
    c0, c1 = c.double().numpy()
    return 4 * c0 * c1**3 / (c0**2 + c1**2) ** 3 * np.array([-c1, c0])
