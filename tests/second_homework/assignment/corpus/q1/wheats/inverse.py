# What: the inverse, with the mean written out
def ridge(X, y, lam):
    n, d = X.shape
    return torch.inverse(X.T @ X / n + lam * torch.eye(d)) @ X.T @ y / n
