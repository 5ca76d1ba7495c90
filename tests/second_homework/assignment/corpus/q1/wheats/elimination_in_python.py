# What: Gauss-Jordan elimination, row by row
def ridge(X, y, lam):
    n, d = X.shape
    rows = [*torch.cat([X.T @ X / n + lam * torch.eye(d, dtype=X.dtype), (X.T @ y / n)[:, None]], dim=1)]
    for i in range(d):
        rows[i] = rows[i] / rows[i][i]
        for j in range(d):
            if j != i:
                rows[j] = rows[j] - rows[j][i] * rows[i]
    return torch.stack([row[-1] for row in rows])
