# What: c1 goes to 0 and c0 stays
# Fails test_hidden_limit: c does not keep c0
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([1 / c[0], torch.zeros_like(c[1])])
