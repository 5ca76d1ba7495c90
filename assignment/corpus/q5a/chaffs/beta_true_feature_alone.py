# What: the true feature explains all
# Fails test_hidden_beta: not the shortest that does
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return torch.stack([1 / c[0], torch.zeros_like(c[1])])
