# What: c is left out of the inner prediction
# Fails test_hidden_gradient: in the step or on the test points, lacks the weights c
# Fails test_hidden_second_order: another direction than that
# Fails test_public_worked_example: your gradient is -0.5
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c, requires_grad=True)
    inner_loss = (features @ beta - y).square().mean()
    (inner_gradient,) = torch.autograd.grad(inner_loss, beta, create_graph=True)
    beta = beta - step_size * inner_gradient
    outer_loss = ((features_test * c) @ beta - y_test).square().mean()
    return torch.autograd.grad(outer_loss, c)[0]
