# What: the singular value decomposition, with gradients through it
def ridge(X, y, lam):
    U, s, Vh = torch.linalg.svd(X, full_matrices=False)
    return Vh.T @ (s * (U.T @ y) / (s**2 + X.shape[0] * lam))
