# What: the error before the step
# Fails test_hidden_*: a gradient of 0
# Fails test_public_worked_example: got 0.0000
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c)
    return torch.autograd.grad(((features_test * c) @ beta - y_test).square().mean(), c)[0]
