# What: torch.optim.SGD
def descend(c, step_size, iterations):
    w = torch.nn.Parameter(c.detach().clone())
    optimizer = torch.optim.SGD([w], lr=step_size)
    rows = [w.detach().clone()]
    for _ in range(iterations):
        optimizer.zero_grad()
        (w[1] ** 4 / w.square().sum() ** 2).backward()
        optimizer.step()
        rows.append(w.detach().clone())
    return torch.stack(rows)


def beta_limit(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])
