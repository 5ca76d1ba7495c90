# What: worked out on paper, in numpy and float64; returns an array
# Fails test_public_shape: returned a ndarray
# Fails test_public_worked_example: did not return a tensor
import numpy as np


def maml_gradient(c, features, y, features_test, y_test, step_size):
    c, phi, y, phi_test, y_test = (np.asarray(t, dtype=float) for t in (c, features, y, features_test, y_test))
    g = 2 * phi.T @ y / y.size
    residual = phi_test @ (step_size * c * c * g) - y_test
    return 4 * step_size * c * g * (phi_test.T @ residual) / y_test.size
