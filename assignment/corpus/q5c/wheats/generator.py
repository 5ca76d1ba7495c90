# What: a generator of points
import itertools


def _walk(c, step_size):
    while True:
        yield c
        c = c - step_size * test_error_gradient(c)


def descend(c, step_size, iterations):
    return torch.stack(list(itertools.islice(_walk(c, step_size), iterations + 1)))


def beta_limit(c):
    return torch.where(torch.tensor([True, False]), c[0].sign() / c.norm(), 0.0)
