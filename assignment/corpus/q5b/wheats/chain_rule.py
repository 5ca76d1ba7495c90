# What: the chain rule with the Jacobian of beta written out
def test_error_gradient(c):
    n = c @ c
    beta = c / n
    jacobian = torch.eye(2, dtype=c.dtype) / n - 2 * torch.outer(c, c) / n**2  # d beta / d c
    residual = torch.stack([1 - beta[0] * c[0], -beta[1] * c[1]])
    direct = -residual * beta
    through_beta = -jacobian.T @ (residual * c)
    return direct + through_beta
