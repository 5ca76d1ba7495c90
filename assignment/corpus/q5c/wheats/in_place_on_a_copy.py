# What: in place on a copy
def descend(c, step_size, iterations):
    w = c.clone()
    rows = [w.clone()]
    for _ in range(iterations):
        w -= step_size * test_error_gradient(w)
        rows.append(w.clone())
    return torch.stack(rows)


def beta_limit(c):
    return c[0].sign() * torch.tensor([1.0, 0.0], dtype=c.dtype) / torch.hypot(c[0], c[1])
