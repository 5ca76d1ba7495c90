# What: inverts the factor R of a QR factorization, which is not square for n < d
# Fails test_public_shape: linalg.inv
# Fails test_hidden_wide: from `ridge`
# Fails test_hidden_laws: from `ridge`
# Fails test_hidden_gradients: from `ridge`
def ridge(X, y, lam):
    n, d = X.shape
    Q, R = torch.linalg.qr(X)
    inverse = torch.linalg.inv(R)
    z = torch.linalg.solve(torch.eye(d, dtype=X.dtype) + n * lam * inverse.T @ inverse, Q.T @ y)
    return inverse @ z
