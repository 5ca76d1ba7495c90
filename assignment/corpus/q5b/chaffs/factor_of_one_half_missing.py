# What: the squared error without its factor of one half
# Fails test_hidden_gradient: twice too large
def test_error_gradient(c):
    c = c.detach().clone().requires_grad_()
    beta = c / c.square().sum()
    error = (1 - beta[0] * c[0]) ** 2 + (beta[1] * c[1]) ** 2
    return torch.autograd.grad(error, c)[0]
