# What: a step size of one's own
# Fails test_hidden_steps: is `step_size` used as it is given
# Fails test_hidden_rate: a slow fall
def descend(c, step_size, iterations):
    step_size = 0.01
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
