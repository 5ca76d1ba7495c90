# What: off by one: a step too many
# Fails test_hidden_steps: shape (3, 2) from `descend`
# Fails test_hidden_rate: shape (602, 2) from `descend`
# Fails test_public_descend: expected (4, 2): the start and the three points
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations + 1):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
