# What: a decorator around it
import functools


def checked(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        x = function(*args, **kwargs)
        assert x.shape == args[0].shape
        return x

    return wrapper


@checked
def sample_gaussian(m, v):
    return m + v.sqrt() * torch.randn_like(m)
