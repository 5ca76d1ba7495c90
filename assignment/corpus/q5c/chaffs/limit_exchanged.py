# What: the alias is kept
# Fails test_hidden_limit: changed places
# Fails test_public_beta_limit: the beta of 5(a) there
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([torch.zeros_like(c[1]), c[0].sign() / c.norm()])
