# What: a factor of one half in both errors
# Fails test_hidden_gradient: Both errors have a factor of one half
# Fails test_public_worked_example: got -0.3750
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c, requires_grad=True)
    inner_loss = ((features * c) @ beta - y).square().mean() / 2
    (inner_gradient,) = torch.autograd.grad(inner_loss, beta, create_graph=True)
    beta = beta - step_size * inner_gradient
    outer_loss = ((features_test * c) @ beta - y_test).square().mean() / 2
    return torch.autograd.grad(outer_loss, c)[0]
