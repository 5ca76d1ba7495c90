# What: autograd of the simplified error
def test_error_gradient(c):
    c = c.detach().clone().requires_grad_()
    error = c[1] ** 4 / (c @ c) ** 2
    return torch.autograd.grad(error, c)[0]
