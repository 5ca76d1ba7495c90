# What: the square of the sum for the sum of the squares
# Fails test_hidden_beta: the square of a sum
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c / c.sum() ** 2
