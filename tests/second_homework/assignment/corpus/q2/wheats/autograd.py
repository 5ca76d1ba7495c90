# What: torch.autograd.grad with a graph of its own
def gradient_step(w, X, y, lam, rate):
    at = w if w.requires_grad else w.detach().requires_grad_()
    f = ((X @ at - y) ** 2).mean() + lam * (at**2).sum()
    (g,) = torch.autograd.grad(f, at, create_graph=True)
    return at - rate * g
