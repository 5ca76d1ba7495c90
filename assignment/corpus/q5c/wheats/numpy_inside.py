# What: numpy inside, in float64
import numpy as np


def descend(c, step_size, iterations):
    path = np.zeros((iterations + 1, 2))
    path[0] = c.numpy()
    for i in range(iterations):
        c0, c1 = path[i]
        path[i + 1] = path[i] - step_size * 4 * c0 * c1**3 / (c0**2 + c1**2) ** 3 * np.array([-c1, c0])
    return torch.tensor(path)


def beta_limit(c):
    w = c.numpy().astype(np.float64)
    return torch.tensor([np.sign(w[0]) / np.linalg.norm(w), 0.0])
