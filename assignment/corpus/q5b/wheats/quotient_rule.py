# What: each component by the quotient rule
def test_error_gradient(c):
    c0, c1 = c
    n = c0**2 + c1**2
    d0 = (0 * n**2 - c1**4 * 2 * n * 2 * c0) / n**4
    d1 = (4 * c1**3 * n**2 - c1**4 * 2 * n * 2 * c1) / n**4
    return torch.stack([d0, d1])
