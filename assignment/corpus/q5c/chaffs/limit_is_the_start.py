# What: beta before c has moved
# Fails test_hidden_limit: before c has moved
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return c / c.square().sum()
