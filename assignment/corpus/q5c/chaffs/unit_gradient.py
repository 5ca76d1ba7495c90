# What: steps of one length
# Fails test_hidden_steps: times as long
# Fails test_hidden_rate: a slow fall
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        slope = test_error_gradient(path[-1])
        path.append(path[-1] - step_size * slope / (slope.norm() + 1e-12))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
