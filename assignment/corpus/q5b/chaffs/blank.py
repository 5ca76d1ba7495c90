# What: as handed out
# Fails test_hidden_*: still to be written
# Fails test_public_gradient: replace the ... with your code
# Fails q5c/test_public_descend: fill in q5b first
# Fails q5c/test_hidden_steps: from `descend`
# Fails q5c/test_hidden_rate: from `descend`
def test_error_gradient(c: torch.Tensor) -> torch.Tensor:
    ...
