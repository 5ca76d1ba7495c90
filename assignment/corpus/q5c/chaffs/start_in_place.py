# What: moves the start itself, and stores copies
# Fails test_hidden_steps: another `c` after the call
def descend(c, step_size, iterations):
    rows = [c.clone()]
    for _ in range(iterations):
        c -= step_size * test_error_gradient(c)
        rows.append(c.clone())
    return torch.stack(rows)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
