# What: a step size that decays after the first ten steps
# Fails test_hidden_rate: with the same step size
def descend(c, step_size, iterations):
    path = [c]
    for i in range(iterations):
        rate = step_size * min(1, 10 / (i + 1))
        path.append(path[-1] - rate * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
