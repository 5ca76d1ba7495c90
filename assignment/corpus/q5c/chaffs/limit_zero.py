# What: takes all for switched off
# Fails test_hidden_limit: First find where c goes
# Fails test_public_beta_limit: the beta of 5(a) there
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.zeros_like(c)
