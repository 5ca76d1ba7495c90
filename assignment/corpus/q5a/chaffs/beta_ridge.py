# What: a small constant below the line
# Fails test_hidden_beta: shrinks
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c / (c @ c + 1e-6)
