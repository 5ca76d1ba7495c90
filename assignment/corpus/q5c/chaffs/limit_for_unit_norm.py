# What: right at unit norm alone
# Fails test_hidden_limit: as if c had norm 1
# Fails test_public_beta_limit: the beta of 5(a) there
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign(), torch.zeros_like(c[1])])
