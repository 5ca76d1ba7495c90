# What: the derivative of c1^4 / (2 n^2) ... worked out, as one vector
def test_error_gradient(c: torch.Tensor) -> torch.Tensor:
    c0, c1 = c[0], c[1]
    n = c0**2 + c1**2
    return 4 * c0 * c1**3 / n**3 * torch.stack([-c1, c0])
