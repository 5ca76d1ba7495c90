# What: the two components exchanged
# Fails test_hidden_gradient: changed places
# Fails test_hidden_orthogonal: leaves the length of c alone
def test_error_gradient(c):
    n = c @ c
    return 4 * c[0] * c[1] ** 3 / n**3 * torch.stack([c[0], -c[1]])
