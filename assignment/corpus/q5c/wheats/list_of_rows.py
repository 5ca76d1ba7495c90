# What: a list of rows, stacked
def descend(c: torch.Tensor, step_size: float, iterations: int) -> torch.Tensor:
    path = [c.detach().clone()]
    for _ in range(iterations):
        c = c - step_size * test_error_gradient(c)
        path.append(c)
    return torch.stack(path)


def beta_limit(c: torch.Tensor) -> torch.Tensor:
    return torch.tensor([torch.sign(c[0]) / torch.linalg.norm(c), 0.0], dtype=c.dtype)
