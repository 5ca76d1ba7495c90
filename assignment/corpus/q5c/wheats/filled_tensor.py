# What: an empty tensor, filled row by row
def descend(c, step_size, iterations):
    path = torch.empty(iterations + 1, 2, dtype=c.dtype)
    path[0] = c
    for i in range(iterations):
        path[i + 1] = path[i] - step_size * test_error_gradient(path[i])
    return path


def beta_limit(c):
    end = torch.zeros_like(c)
    end[0] = torch.copysign(c.norm(), c[0])
    return end / end.square().sum()
