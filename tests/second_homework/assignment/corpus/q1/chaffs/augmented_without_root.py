# What: the penalty as more rows of data, without its square root
# Fails test_hidden_stationary: lam enters squared
# Fails test_hidden_wide: lam enters squared
# Fails test_hidden_laws: where does n enter
# Fails test_hidden_gradients: correct the result first
def ridge(X, y, lam):
    n, d = X.shape
    rows = torch.cat([X, n * lam * torch.eye(d, dtype=X.dtype)])
    targets = torch.cat([y, torch.zeros(d, dtype=y.dtype)])
    return torch.linalg.lstsq(rows, targets[:, None]).solution[:, 0]
