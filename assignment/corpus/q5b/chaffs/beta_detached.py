# What: beta-hat is cut off from its graph
# Fails test_hidden_gradient: beta is held fixed here
# Fails test_hidden_orthogonal: leaves the length of c alone
def test_error_gradient(c):
    c = c.detach().clone().requires_grad_()
    beta = (c / c.square().sum()).detach()
    error = ((1 - beta[0] * c[0]) ** 2 + (beta[1] * c[1]) ** 2) / 2
    return torch.autograd.grad(error, c)[0]
