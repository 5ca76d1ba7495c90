# What: as handed out
# Fails test_hidden_*: still to be written
# Fails test_public_*: replace the ... with your code
def descend(c: torch.Tensor, step_size: float, iterations: int) -> torch.Tensor:
    ...


def beta_limit(c: torch.Tensor) -> torch.Tensor:
    ...
