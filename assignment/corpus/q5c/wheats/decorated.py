# What: decorated, with a graph kept along the whole path
import functools


def traced(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args)

    return inner


@traced
def descend(c, step_size, iterations):
    w = c.detach().clone().requires_grad_()
    rows = [w]
    for _ in range(iterations):
        rows.append(rows[-1] - step_size * test_error_gradient(rows[-1]))
    return torch.stack(rows)


@traced
def beta_limit(c):
    w = c.detach().clone().requires_grad_()
    return torch.stack([w[0] / w[0].abs() / w.norm(), 0 * w[1]])
