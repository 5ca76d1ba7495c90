# What: d in place of n
# Fails test_hidden_stationary: by the number of columns
# Fails test_hidden_wide: by the number of columns
# Fails test_hidden_laws: where does n enter
# Fails test_hidden_gradients: correct the result first
def ridge(X, y, lam):
    d, n = X.shape
    return torch.linalg.solve(X.T @ X + n * lam * torch.eye(n, dtype=X.dtype), X.T @ y)
