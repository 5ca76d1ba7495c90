# What: right at unit norm alone
# Fails test_hidden_gradient: at another norm
def test_error_gradient(c):
    return 4 * c[0] * c[1] ** 3 * torch.stack([-c[1], c[0]])
