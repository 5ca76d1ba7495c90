# What: beta-hat held fixed, and no factor of one half
# Fails test_hidden_gradient: the factor of one half is missing
# Fails test_hidden_orthogonal: leaves the length of c alone
def test_error_gradient(c):
    c0, c1 = c
    b0, b1 = c / (c @ c)
    return torch.stack([-2 * b0 * (1 - b0 * c0), 2 * b1**2 * c1])
