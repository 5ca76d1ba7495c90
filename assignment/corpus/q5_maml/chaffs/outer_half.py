# What: a factor of one half in the error after the step
# Fails test_hidden_gradient: Does the error after the step have a factor of one half
# Fails test_hidden_second_order: exactly half of the right gradient
# Fails test_public_worked_example: a factor of one half in your loss
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c, requires_grad=True)
    inner_loss = ((features * c) @ beta - y).square().mean()
    (inner_gradient,) = torch.autograd.grad(inner_loss, beta, create_graph=True)
    beta = beta - step_size * inner_gradient
    outer_loss = ((features_test * c) @ beta - y_test).square().mean()
    return torch.autograd.grad(outer_loss / 2, c)[0]
