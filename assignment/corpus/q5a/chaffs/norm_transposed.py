# What: A and its transpose exchanged
# Fails test_hidden_interpolates: (n, n)
# Fails test_hidden_smallest_norm: (n, n)
# Fails test_public_min_norm: Your code raised
def min_norm(A, y):
    return A @ torch.linalg.pinv(A.T @ A) @ y


def beta_hat(c):
    return c / (c @ c)
