# What: as handed out
# Fails test_hidden_*: still to be written
# Fails test_public_shape: replace the ... with your code
# Fails test_public_worked_example: replace the ... with your code
def maml_gradient(
    c: torch.Tensor,
    features: torch.Tensor,
    y: torch.Tensor,
    features_test: torch.Tensor,
    y_test: torch.Tensor,
    step_size: float,
) -> torch.Tensor: ...
