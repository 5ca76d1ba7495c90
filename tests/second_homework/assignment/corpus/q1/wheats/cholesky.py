# What: a Cholesky factorization
def ridge(X, y, lam):
    A = X.mT @ X + len(X) * torch.diag(lam.expand(X.shape[1]))
    L = torch.linalg.cholesky(A)
    return torch.cholesky_solve((X.mT @ y).unsqueeze(-1), L)[..., 0]
