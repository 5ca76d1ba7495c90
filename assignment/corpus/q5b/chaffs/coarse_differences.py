# What: differences in float32 with too small a step: rounding is all that is left
# Fails test_hidden_gradient: expected
# Fails test_hidden_orthogonal: expected
def test_error_gradient(c):
    def error(w):
        return w[1] ** 4 / (w @ w) ** 2

    w = c.float()
    h = 1e-7 * float(w.norm())
    steps = h * torch.eye(2)
    return torch.stack([(error(w + e) - error(w - e)) / (2 * h) for e in steps])
