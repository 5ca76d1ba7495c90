# What: every step takes the gradient at the start
# Fails test_hidden_steps: the gradient at the start
# Fails test_hidden_rate: mend it first
def descend(c, step_size, iterations):
    slope = test_error_gradient(c)
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * slope)
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
