# What: right, but in numpy, which takes no tensor that requires a gradient
# Fails test_hidden_gradients: Look for `no_grad`
import numpy as np


def ridge(X, y, lam):
    A, b, c = (t.detach().numpy() for t in (X, y, lam))
    n, d = A.shape
    return torch.from_numpy(np.linalg.solve(A.T @ A + n * c * np.eye(d, dtype=A.dtype), A.T @ b))
