# What: the sum of squares in place of their mean
# Fails test_hidden_stationary: where does n go
# Fails test_hidden_wide: where does n go
# Fails test_hidden_laws: every data point is repeated
# Fails test_hidden_gradients: correct the result first
def ridge(X, y, lam):
    return torch.linalg.solve(X.T @ X + lam * torch.eye(X.shape[1], dtype=X.dtype), X.T @ y)
