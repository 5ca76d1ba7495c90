# What: gradient descent that is stopped early
# Fails test_hidden_interpolates: off y by up to
# Fails test_hidden_smallest_norm: off y by up to
def min_norm(A, y, steps=50):
    beta = torch.zeros(A.shape[1], dtype=A.dtype)
    for _ in range(steps):
        beta = beta - 0.02 * A.T @ (A @ beta - y)
    return beta


def beta_hat(c):
    return c / (c @ c)
