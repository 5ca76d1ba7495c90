# What: over the sum of the weights, not of their squares
# Fails test_hidden_beta: the sum of the weights
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c / c.sum()
