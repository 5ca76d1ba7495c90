# What: a row in place of a vector
# Fails test_hidden_*: shape (1, 2) from `test_error_gradient`
# Fails test_public_gradient: shape (1, 2)
# Fails q5c/test_hidden_steps: from `descend`
# Fails q5c/test_hidden_rate: from `descend`
# Fails q5c/test_public_descend: shapes cannot be multiplied
def test_error_gradient(c):
    n = c @ c
    return (4 * c[0] * c[1] ** 3 / n**3 * torch.stack([-c[1], c[0]]))[None]
