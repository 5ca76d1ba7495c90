# What: decorated, without a graph
import functools


def checked(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        result = function(*args, **kwargs)
        assert result.ndim == 1
        return result

    return inner


@checked
@torch.no_grad()
def min_norm(A, y):
    return A.T @ (torch.linalg.inv(A @ A.T) @ y)


@checked
def beta_hat(c):
    return c / c.dot(c)
