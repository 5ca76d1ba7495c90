# What: returns arrays of numpy
# Fails test_public_descend: returned a ndarray
# Fails test_public_beta_limit: returned a ndarray
import numpy as np


def descend(c, step_size, iterations):
    rows = [c.numpy().astype(float)]
    for _ in range(iterations):
        c0, c1 = rows[-1]
        rows.append(rows[-1] - step_size * 4 * c0 * c1**3 / (c0**2 + c1**2) ** 3 * np.array([-c1, c0]))
    return np.stack(rows)


def beta_limit(c):
    return np.array([np.copysign(1, float(c[0])) / np.hypot(*c.tolist()), 0])
