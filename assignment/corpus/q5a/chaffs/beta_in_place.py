# What: changes c
# Fails test_hidden_beta: another `c` after the call
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    c /= c @ c
    return c
