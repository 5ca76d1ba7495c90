# What: beta-hat moves with its own weight, its denominator is taken for a constant
# Fails test_hidden_gradient: the denominator of beta is held fixed
# Fails test_hidden_orthogonal: leaves the length of c alone
def test_error_gradient(c):
    n = c.square().sum()
    share = c**2 / n
    return torch.stack([-(1 - share[0]) * 2 * c[0] / n, share[1] * 2 * c[1] / n])
