# What: the same tensor stored again and again, a copy of the start
# Fails test_hidden_steps: store a copy of c after each step
def descend(c, step_size, iterations):
    w = c.clone()
    rows = [w]
    for _ in range(iterations):
        w -= step_size * test_error_gradient(w)
        rows.append(w)
    return torch.stack(rows)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
