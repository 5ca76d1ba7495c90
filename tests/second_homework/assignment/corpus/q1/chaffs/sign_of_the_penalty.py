# What: the penalty is subtracted
# Fails test_hidden_stationary: sign of the penalty
# Fails test_hidden_wide: sign of the penalty
# Fails test_hidden_laws: a shorter solution where lam is larger
# Fails test_hidden_gradients: correct the result first
def ridge(X, y, lam):
    n, d = X.shape
    return torch.linalg.solve(X.T @ X - n * lam * torch.eye(d, dtype=X.dtype), X.T @ y)
