# What: the sum of squares squared once more
# Fails test_hidden_beta: divided once too often
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c / (c @ c) ** 2
