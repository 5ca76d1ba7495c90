# What: the right number of points, from the one after the start
# Fails test_hidden_steps: Store `c` itself before the first step
def descend(c, step_size, iterations):
    path = []
    for _ in range(iterations + 1):
        c = c - step_size * test_error_gradient(c)
        path.append(c)
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
