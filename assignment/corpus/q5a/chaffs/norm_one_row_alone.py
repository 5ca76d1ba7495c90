# What: right for a single point
# Fails test_hidden_interpolates: A single row
# Fails test_hidden_smallest_norm: A single row
def min_norm(A, y):
    return A.T @ y / A.square().sum()


def beta_hat(c):
    return c / (c @ c)
