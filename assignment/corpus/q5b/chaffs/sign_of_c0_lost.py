# What: right for c0 > 0 alone
# Fails test_hidden_gradient: The sign is wrong
# Fails test_hidden_orthogonal: uphill for some c and downhill for others
def test_error_gradient(c):
    n = c @ c
    return 4 * c[0].abs() * c[1] ** 3 / n**3 * torch.stack([-c[1], c[0]])
