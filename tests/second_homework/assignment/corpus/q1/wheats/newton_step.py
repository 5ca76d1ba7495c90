# What: one Newton step from 0, with the Hessian from autograd
def ridge(X, y, lam):
    def f(w):
        return ((X @ w - y) ** 2).mean() + lam * (w**2).sum()

    w0 = torch.zeros(X.shape[1], dtype=X.dtype, requires_grad=True)
    H = torch.autograd.functional.hessian(f, w0, create_graph=True)
    (g,) = torch.autograd.grad(f(w0), w0, create_graph=True)
    return w0 - torch.linalg.solve(H, g)
