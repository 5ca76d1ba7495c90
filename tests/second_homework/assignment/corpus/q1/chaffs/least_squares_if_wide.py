# What: for n < d the shortest of the exact fits, without the penalty
# Fails test_hidden_wide: lam is not used
# Fails test_hidden_laws: a shorter solution where lam is larger
# Fails test_hidden_gradients: no gradient for `lam`
def ridge(X, y, lam):
    n, d = X.shape
    if n < d:
        return torch.linalg.pinv(X) @ y
    return torch.linalg.solve(X.T @ X + n * lam * torch.eye(d, dtype=X.dtype), X.T @ y)
