# What: the tuple that torch.autograd.grad returns
# Fails test_hidden_*: shape (1, 
# Fails test_public_shape: returned a tuple
# Fails test_public_worked_example: of shape (1,)
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c, requires_grad=True)
    inner_loss = ((features * c) @ beta - y).square().mean()
    (inner_gradient,) = torch.autograd.grad(inner_loss, beta, create_graph=True)
    beta = beta - step_size * inner_gradient
    outer_loss = ((features_test * c) @ beta - y_test).square().mean()
    return torch.autograd.grad(outer_loss, c)
