# What: the formula for more points than features
# Fails test_hidden_interpolates: A.T @ A
# Fails test_hidden_smallest_norm: A.T @ A
# Fails test_public_min_norm: the input matrix is singular
def min_norm(A, y):
    return torch.linalg.inv(A.T @ A) @ A.T @ y


def beta_hat(c):
    return c / (c @ c)
