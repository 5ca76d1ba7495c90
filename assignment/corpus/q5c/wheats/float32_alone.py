# What: a gradient of its own with a matrix of torch's default dtype, which is that of the notebook
TURN = torch.tensor([[0.0, -1.0], [1.0, 0.0]])


def descend(c, step_size, iterations):
    points = [c]
    for _ in range(iterations):
        c = c - step_size * 4 * c[0] * c[1] ** 3 / (c @ c) ** 3 * (TURN @ c)
        points.append(c)
    return torch.stack(points)


def beta_limit(c):
    return torch.tensor([[1.0, 0.0], [0.0, 0.0]]) @ torch.sign(c) / c.norm()
