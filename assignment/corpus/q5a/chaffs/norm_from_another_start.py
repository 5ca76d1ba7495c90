# What: the solution nearest to (1, ..., 1)
# Fails test_hidden_smallest_norm: What can be added to a solution
# Fails test_public_min_norm: The point of smallest norm on the line
def min_norm(A, y):
    start = torch.ones(A.shape[1], dtype=A.dtype)
    return start + A.T @ torch.linalg.solve(A @ A.T, y - A @ start)


def beta_hat(c):
    return c / (c @ c)
