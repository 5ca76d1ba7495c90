# What: the test error is summed over the points
# Fails test_hidden_gradient: The test error is summed
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c, requires_grad=True)
    inner_loss = ((features * c) @ beta - y).square().mean()
    (inner_gradient,) = torch.autograd.grad(inner_loss, beta, create_graph=True)
    beta = beta - step_size * inner_gradient
    outer_loss = ((features_test * c) @ beta - y_test).square().sum()
    return torch.autograd.grad(outer_loss, c)[0]
