# What: A A^T, not its inverse
# Fails test_hidden_interpolates: not inverted
# Fails test_hidden_smallest_norm: not inverted
# Fails test_public_min_norm: The point of smallest norm on the line
def min_norm(A, y):
    return A.T @ (A @ A.T) @ y


def beta_hat(c):
    return c / (c @ c)
