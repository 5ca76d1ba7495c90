# What: the error in place of its gradient
# Fails test_hidden_*: shape () from `test_error_gradient`
# Fails test_public_gradient: of shape (); expected (2,)
# Fails q5c/test_hidden_steps: `test_error_gradient` and that is marked wrong too
# Fails q5c/test_hidden_rate: `test_error_gradient` and that is marked wrong too
def test_error_gradient(c):
    return c[1] ** 4 / (c @ c) ** 2
