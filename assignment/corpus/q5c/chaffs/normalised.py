# What: brings c back to its norm after each step
# Fails test_hidden_steps: Compare one step by hand
# Fails test_hidden_rate: nothing else changes the norm
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        w = path[-1] - step_size * test_error_gradient(path[-1])
        path.append(w * c.norm() / w.norm())
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
