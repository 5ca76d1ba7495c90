# What: torch.func, and beta_hat of 5(a) at the limit of c
def _error(w):
    share = w**2 / w.square().sum()
    return ((1 - share[0]) ** 2 + share[1] ** 2) / 2


def descend(c, step_size, iterations):
    slope = torch.func.grad(_error)
    path = c.reshape(1, 2)
    for _ in range(iterations):
        path = torch.cat([path, path[-1:] - step_size * slope(path[-1])])
    return path


def beta_limit(c):
    return beta_hat(torch.stack([c[0].sign() * c.norm(), torch.zeros_like(c[0])]))
