# What: the special case by the general function
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return min_norm(c.reshape(1, 2), torch.ones(1, dtype=c.dtype))
