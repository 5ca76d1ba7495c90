# What: as handed out
# Fails test_hidden_*: still to be written
# Fails test_public_*: replace the ... with your code
def min_norm(A: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    ...


def beta_hat(c: torch.Tensor) -> torch.Tensor:
    ...
