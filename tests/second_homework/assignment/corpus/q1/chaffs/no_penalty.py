# What: least squares, lam is not used
# Fails test_hidden_stationary: lam is not used
# Fails test_hidden_wide: lam is not used
# Fails test_hidden_laws: a shorter solution where lam is larger
# Fails test_hidden_gradients: no gradient for `lam`
def ridge(X, y, lam):
    return torch.linalg.pinv(X) @ y
