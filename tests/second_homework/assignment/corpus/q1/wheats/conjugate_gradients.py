# What: d steps of conjugate gradients
def ridge(X, y, lam):
    n, d = X.shape
    w, r = torch.zeros_like(X[0]), X.T @ y / n
    p = r
    for _ in range(d):
        Ap = X.T @ (X @ p) / n + lam * p
        if r @ r < 1e-30:
            break
        step = (r @ r) / (p @ Ap)
        w, new = w + step * p, r - step * Ap
        p = new + (new @ new) / (r @ r) * p
        r = new
    return w
