# What: n^2 below the line in place of n^3
# Fails test_hidden_gradient: at another norm
def test_error_gradient(c):
    n = c @ c
    return 4 * c[0] * c[1] ** 3 / n**2 * torch.stack([-c[1], c[0]])
