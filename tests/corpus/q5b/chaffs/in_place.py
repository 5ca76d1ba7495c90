# What: normalises c in place
# Fails test_hidden_*: another `c` after the call
def test_error_gradient(c):
    n = float(c @ c)
    c /= n**0.5
    return 4 * c[0] * c[1] ** 3 / n**0.5 * torch.stack([-c[1], c[0]])
