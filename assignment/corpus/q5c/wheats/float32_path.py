# What: a path of torch's default dtype, filled row by row
def descend(c, step_size, iterations):
    path = torch.zeros(iterations + 1, 2)
    path[0] = c
    for i in range(1, iterations + 1):
        path[i] = path[i - 1] - step_size * test_error_gradient(path[i - 1])
    return path


def beta_limit(c):
    return torch.tensor([torch.sign(c[0]) / torch.linalg.norm(c), 0.0])
