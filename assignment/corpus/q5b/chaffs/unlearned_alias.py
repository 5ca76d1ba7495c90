# What: the alias does not enter the prediction
# Fails test_hidden_gradient: half of what is right
def test_error_gradient(c):
    c = c.detach().clone().requires_grad_()
    beta = c / c.square().sum()
    error = (1 - beta[0] * c[0]) ** 2 / 2
    return torch.autograd.grad(error, c)[0]
