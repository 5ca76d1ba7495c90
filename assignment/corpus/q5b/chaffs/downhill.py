# What: of the wrong sign
# Fails test_hidden_gradient: The sign is wrong
def test_error_gradient(c):
    n = c @ c
    return 4 * c[0] * c[1] ** 3 / n**3 * torch.stack([c[1], -c[0]])
