# What: of the wrong sign
# Fails test_hidden_interpolates: wrong sign
# Fails test_hidden_smallest_norm: wrong sign
# Fails test_public_min_norm: The point of smallest norm on the line
def min_norm(A, y):
    return -A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c / (c @ c)
