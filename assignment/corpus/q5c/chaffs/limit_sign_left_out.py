# What: right for c0 > 0 alone
# Fails test_hidden_limit: can c0 cross 0 on its way?
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([1 / c.norm(), torch.zeros_like(c[1])])
