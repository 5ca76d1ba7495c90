# What: adds the gradient
# Fails test_hidden_steps: It goes uphill
# Fails test_hidden_rate: a slow fall
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] + step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
