# What: changes A
# Fails test_hidden_interpolates: another `A` after the call
# Fails test_hidden_smallest_norm: another `A` after the call
def min_norm(A, y):
    scale = A.norm()
    A /= scale
    return A.T @ torch.linalg.solve(A @ A.T, y / scale)


def beta_hat(c):
    return c / (c @ c)
