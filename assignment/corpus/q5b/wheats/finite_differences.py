# What: central differences in float64
def test_error_gradient(c, h=1e-6):
    def error(w):
        return w[1] ** 4 / (w @ w) ** 2

    w = c.double()
    h = h * float(w.norm())
    steps = h * torch.eye(2, dtype=torch.float64)
    return torch.stack([(error(w + e) - error(w - e)) / (2 * h) for e in steps]).to(c.dtype)
