# What: c turned by a right angle
# Fails test_hidden_gradient: orthogonal to c, as it should be
# Fails test_hidden_orthogonal: uphill for some c and downhill for others
def test_error_gradient(c):
    return c[1] ** 2 / (c @ c) ** 2 * torch.stack([-c[1], c[0]])
