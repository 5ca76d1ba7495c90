# What: the chain rule with the Jacobian of the residuals
def gradient_step(w, X, y, lam, rate):
    r = X @ w - y
    J = torch.autograd.functional.jacobian(lambda v: X @ v - y, w.detach())
    return w - rate * (2 * r @ J / len(r) + 2 * lam * w)
