# What: torch.autograd.grad without create_graph
# Fails test_hidden_gradients: create_graph=True
def gradient_step(w, X, y, lam, rate):
    at = w.detach().requires_grad_()
    f = ((X @ at - y) ** 2).mean() + lam * (at**2).sum()
    (g,) = torch.autograd.grad(f, at)
    return w - rate * g
