# What: the factor of 2 in one term of the gradient alone
# Fails test_hidden_stationary: only one of them kept it
# Fails test_hidden_wide: only one of them kept it
# Fails test_hidden_gradients: correct the result first
def ridge(X, y, lam):
    n, d = X.shape
    return torch.linalg.solve(X.T @ X + 2 * n * lam * torch.eye(d, dtype=X.dtype), X.T @ y)
