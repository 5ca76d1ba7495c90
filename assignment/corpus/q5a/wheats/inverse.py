# What: the inverse written out
def min_norm(A: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return A.T @ torch.linalg.inv(A @ A.T) @ y


def beta_hat(c: torch.Tensor) -> torch.Tensor:
    return c / torch.linalg.norm(c) ** 2
