# What: with momentum
# Fails test_hidden_steps: Compare one step by hand
# Fails test_hidden_rate: a slow fall
def descend(c, step_size, iterations):
    path, velocity = [c], torch.zeros_like(c)
    for _ in range(iterations):
        velocity = 0.9 * velocity + test_error_gradient(path[-1])
        path.append(path[-1] - step_size * velocity)
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
