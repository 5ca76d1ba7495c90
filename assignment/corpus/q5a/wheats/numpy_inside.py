# What: numpy inside
import numpy as np


def min_norm(A, y):
    return torch.from_numpy(np.linalg.lstsq(A.numpy(), y.numpy(), rcond=None)[0])


def beta_hat(c):
    w = c.numpy()
    return torch.from_numpy(w / np.dot(w, w))
