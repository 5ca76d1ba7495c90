# What: c weighs twice: the gradient through the step is added once more
# Fails test_hidden_gradient: exactly twice what is right
# Fails test_public_worked_example: got -2.0000
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c, requires_grad=True)
    inner_loss = ((features * c) @ beta - y).square().mean()
    (inner_gradient,) = torch.autograd.grad(inner_loss, beta, create_graph=True)
    beta = beta - step_size * inner_gradient
    outer_loss = ((features_test * c) @ beta - y_test).square().mean()
    return 2 * torch.autograd.grad(outer_loss, c)[0]
