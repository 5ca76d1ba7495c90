# What: the start is not in the path
# Fails test_hidden_steps: shape (1, 2) from `descend`
# Fails test_hidden_rate: shape (600, 2) from `descend`
# Fails test_public_descend: expected (4, 2): the start and the three points
def descend(c, step_size, iterations):
    path = []
    for _ in range(iterations):
        c = c - step_size * test_error_gradient(c)
        path.append(c)
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
