# What: the error of a learner whose true feature is the second
# Fails test_hidden_gradient: which of the two features is the true one
def test_error_gradient(c):
    c = c.detach().clone().requires_grad_()
    error = c[0] ** 4 / (c @ c) ** 2
    return torch.autograd.grad(error, c)[0]
