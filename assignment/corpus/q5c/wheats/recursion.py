# What: recursion
def descend(c, step_size, iterations):
    if iterations == 0:
        return c.unsqueeze(0)
    if iterations == 1:
        return torch.stack([c, c - step_size * test_error_gradient(c)])
    first = descend(c, step_size, iterations // 2)
    rest = descend(first[-1], step_size, iterations - iterations // 2)
    return torch.cat([first, rest[1:]])


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
