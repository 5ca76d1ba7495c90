# What: c0 first, then c1 with the gradient at the new c0
# Fails test_hidden_steps: both weights at once
# Fails test_hidden_rate: nothing else changes the norm
def descend(c, step_size, iterations):
    w = c.clone()
    path = [w.clone()]
    for _ in range(iterations):
        w[0] = w[0] - step_size * test_error_gradient(w)[0]
        w[1] = w[1] - step_size * test_error_gradient(w)[1]
        path.append(w.clone())
    return torch.stack(path)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
