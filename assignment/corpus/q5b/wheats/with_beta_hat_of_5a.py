# What: calls the beta_hat of 5(a)
def test_error_gradient(c):
    c = c.detach().requires_grad_()
    share = beta_hat(c) * c
    return torch.autograd.grad(((1 - share[0]) ** 2 + share[1] ** 2) / 2, c)[0]
