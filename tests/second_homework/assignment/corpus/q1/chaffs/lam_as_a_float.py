# What: right, but lam leaves the graph
# Fails test_hidden_gradients: where `lam` leaves the graph
def ridge(X, y, lam):
    n, d = X.shape
    return torch.linalg.solve(X.T @ X + n * float(lam) * torch.eye(d, dtype=X.dtype), X.T @ y)
