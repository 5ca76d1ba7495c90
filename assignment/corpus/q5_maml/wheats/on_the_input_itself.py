# What: makes the input require a gradient, and leaves it so
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c.requires_grad_(True)
    beta = c.new_zeros(c.shape).requires_grad_()
    inner = ((features * c) @ beta).sub(y).pow(2).mean()
    beta = beta - step_size * torch.autograd.grad(inner, [beta], create_graph=True)[0]
    outer = ((features_test * c) @ beta).sub(y_test).pow(2).mean()
    return torch.autograd.grad(outer, [c])[0]
