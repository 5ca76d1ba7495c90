# What: descend alone is written
# Fails test_hidden_limit: lacks a `return`
# Fails test_public_beta_limit: replace the ... with your code
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    pass
