# What: right, but without a graph
# Fails test_hidden_gradients: Look for `no_grad`
@torch.no_grad()
def ridge(X, y, lam):
    n, d = X.shape
    return torch.linalg.solve(X.T @ X + n * lam * torch.eye(d, dtype=X.dtype), X.T @ y)
