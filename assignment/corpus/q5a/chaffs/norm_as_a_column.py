# What: a column in place of a vector
# Fails test_hidden_interpolates: expected shape (2,)
# Fails test_hidden_smallest_norm: expected shape (2,)
# Fails test_public_min_norm: your solution has shape (2, 1)
def min_norm(A, y):
    return torch.linalg.pinv(A) @ y[:, None]


def beta_hat(c):
    return c / (c @ c)
