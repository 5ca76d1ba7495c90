# What: create_graph left out: the step has no graph
# Fails test_hidden_gradient: `create_graph=True`
# Fails test_hidden_second_order: `create_graph=True`
# Fails test_public_worked_example: a learned beta that is taken for a constant
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c, requires_grad=True)
    inner_loss = ((features * c) @ beta - y).square().mean()
    (inner_gradient,) = torch.autograd.grad(inner_loss, beta)
    beta = beta - step_size * inner_gradient
    outer_loss = ((features_test * c) @ beta - y_test).square().mean()
    return torch.autograd.grad(outer_loss, c)[0]
