# What: a row in place of a vector
# Fails test_hidden_beta: shape (1, 2) from `beta_hat`
# Fails test_public_beta_hat: shape (1, 2)
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c[None] / (c @ c)
