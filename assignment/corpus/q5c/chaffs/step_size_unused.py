# What: the step size is not used
# Fails test_hidden_steps: `step_size` is not used
# Fails test_hidden_rate: a slow fall
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
