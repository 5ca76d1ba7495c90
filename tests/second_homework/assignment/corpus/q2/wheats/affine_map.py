# What: einsum and sub
def gradient_step(w, X, y, lam, rate):
    residual = torch.einsum("nd,d->n", X, w).sub(y)
    slope = torch.einsum("n,nd->d", residual, X).div(residual.numel()).add(lam * w)
    return w.sub(slope, alpha=2 * rate)
