# What: scales X in place
# Fails test_hidden_*: `ridge`
def ridge(X, y, lam):
    n, d = X.shape
    X /= n**0.5
    return torch.linalg.solve(X.T @ X + lam * torch.eye(d, dtype=X.dtype), X.T @ y / n**0.5)
