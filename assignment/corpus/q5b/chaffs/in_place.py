# What: normalises c in place
# Fails test_hidden_*: another `c` after the call
# Fails q5c/test_hidden_steps: `test_error_gradient` and that is marked wrong too
# Fails q5c/test_hidden_rate: `test_error_gradient` and that is marked wrong too
def test_error_gradient(c):
    n = float(c @ c)
    c /= n**0.5
    return 4 * c[0] * c[1] ** 3 / n**0.5 * torch.stack([-c[1], c[0]])
