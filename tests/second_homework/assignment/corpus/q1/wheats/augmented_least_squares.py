# What: least squares with the penalty as d more rows of data
def ridge(X, y, lam):
    n, d = X.shape
    rows = torch.cat([X, (n * lam).sqrt() * torch.eye(d, dtype=X.dtype)])
    targets = torch.cat([y, torch.zeros(d, dtype=y.dtype)])
    return torch.linalg.lstsq(rows, targets[:, None]).solution.squeeze(1)
