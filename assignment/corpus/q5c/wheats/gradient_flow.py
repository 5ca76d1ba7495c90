# What: the limit as that of a flow that keeps the norm
def descend(c, step_size, iterations):
    path = [c]
    for _ in range(iterations):
        path.append(path[-1] - step_size * test_error_gradient(path[-1]))
    return torch.stack(path)


def beta_limit(c):
    angle, sign = torch.atan2(c[1], c[0].abs()), torch.sign(c[0])
    for _ in range(60):
        angle = angle / 2
    return torch.stack([sign * angle.cos(), angle.sin()]) / c.norm()
