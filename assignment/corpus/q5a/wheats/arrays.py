# What: returns arrays of numpy
# Fails test_public_min_norm: returned a ndarray
# Fails test_public_beta_hat: returned a ndarray
import numpy as np


def min_norm(A, y):
    return np.linalg.pinv(A.numpy()) @ y.numpy()


def beta_hat(c):
    return np.linalg.pinv(c.numpy()[None])[:, 0]
