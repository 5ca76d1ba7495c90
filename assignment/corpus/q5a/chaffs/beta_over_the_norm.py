# What: divided by the norm, not by its square: right at unit norm alone
# Fails test_hidden_beta: divided by the norm of c
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c / c.norm()
