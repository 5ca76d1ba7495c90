# What: forgets to move on
# Fails test_hidden_steps: Nothing moves
# Fails test_hidden_rate: a slow fall
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        c - step_size * test_error_gradient(c)
        path.append(c)
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
