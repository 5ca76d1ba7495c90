# What: the inverse is computed without a graph, so that only y gets its gradient
# Fails test_hidden_gradients: no gradient for `lam`
def ridge(X, y, lam):
    n, d = X.shape
    with torch.no_grad():
        inverse = torch.linalg.inv(X.T @ X + n * lam * torch.eye(d, dtype=X.dtype))
    return inverse @ X.T @ y
