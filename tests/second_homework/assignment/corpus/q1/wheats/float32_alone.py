# What: an identity of torch's default dtype, which is that of the notebook
def ridge(X, y, lam):
    A = torch.zeros(X.shape[1], X.shape[1])
    A += X.T @ X
    A += len(y) * lam * torch.eye(X.shape[1])
    return torch.linalg.solve(A, X.T @ y)
