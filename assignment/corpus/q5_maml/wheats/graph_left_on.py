# What: decorated; the gradient that it returns still has its graph
import functools


def with_gradient(function):
    @functools.wraps(function)
    def inner(c, *args, **kwargs):
        return function(c.detach().clone().requires_grad_(), *args, **kwargs)

    return inner


@with_gradient
def maml_gradient(c, features, y, features_test, y_test, step_size):
    beta = torch.zeros_like(c, requires_grad=True)
    slope = torch.autograd.grad(((features * c) @ beta - y).square().mean(), beta, create_graph=True)[0]
    loss = ((features_test * c) @ (beta - step_size * slope) - y_test).square().mean()
    return torch.autograd.grad(loss, c, create_graph=True)[0]
