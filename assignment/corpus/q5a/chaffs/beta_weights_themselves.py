# What: beta is c, divided by nothing
# Fails test_hidden_beta: not yet divided by anything
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c.clone()
