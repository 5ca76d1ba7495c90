# What: does not call 5(b), but autograd
def descend(c, step_size, iterations):
    rows = [c]
    for _ in range(iterations):
        w = rows[-1].detach().requires_grad_()
        (slope,) = torch.autograd.grad(w[1] ** 4 / w.dot(w) ** 2, w)
        rows.append(w.detach() - step_size * slope)
    return torch.stack(rows)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
