# What: c1 forgotten below the line
# Fails test_hidden_beta: one of the weights alone
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c / c[0] ** 2
