# What: torch.autograd.functional
def test_error_gradient(c):
    def error(w):
        n = w.square().sum()
        return w[1].pow(4) / n.pow(2)

    return torch.autograd.functional.jacobian(error, c)
