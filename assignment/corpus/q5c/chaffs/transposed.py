# What: a column for each point
# Fails test_hidden_steps: The points stand in the columns
# Fails test_hidden_rate: shape (2, 601) from `descend`
# Fails test_public_descend: gave a path of shape (2, 4)
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path, dim=1)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
