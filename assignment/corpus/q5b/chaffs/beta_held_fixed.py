# What: the way through beta-hat is left out
# Fails test_hidden_gradient: beta is held fixed here
# Fails test_hidden_orthogonal: leaves the length of c alone
def test_error_gradient(c):
    beta = c / c.square().sum()
    return torch.stack([-beta[0] * (1 - beta[0] * c[0]), beta[1] ** 2 * c[1]])
