# What: a column in place of a vector
# Fails test_public_shape: expected (3,)
# Fails test_hidden_*: 1) from `ridge`
def ridge(X, y, lam):
    n, d = X.shape
    return torch.linalg.solve(X.T @ X + n * lam * torch.eye(d, dtype=X.dtype), X.T @ y[:, None])
