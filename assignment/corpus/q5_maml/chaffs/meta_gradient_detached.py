# What: no graph at all for c
# Fails test_hidden_*: RuntimeError from `maml_gradient`
# Fails test_public_*: does not require grad
def maml_gradient(c, features, y, features_test, y_test, step_size):
    beta = torch.zeros_like(c, requires_grad=True)
    inner_loss = ((features * c) @ beta - y).square().mean()
    (inner_gradient,) = torch.autograd.grad(inner_loss, beta, create_graph=True)
    beta = (beta - step_size * inner_gradient).detach()
    outer_loss = ((features_test * c) @ beta - y_test).square().mean()
    return torch.autograd.grad(outer_loss, c)[0]
