# What: a ridge
# Fails test_hidden_interpolates: shrinks
# Fails test_hidden_smallest_norm: shrinks
def min_norm(A, y, ridge=1e-4):
    return A.T @ torch.linalg.solve(A @ A.T + ridge * torch.eye(len(y), dtype=A.dtype), y)


def beta_hat(c):
    return c / (c @ c)
