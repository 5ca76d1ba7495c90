# What: divides by c0, which may be 0
# Fails test_hidden_gradient: Look for a division by zero
def test_error_gradient(c):
    ratio = c[1] / c[0]
    return 4 * ratio**3 / (1 + ratio**2) ** 3 / c[0] * torch.stack([-ratio, torch.ones_like(ratio)])
