# What: makes the input itself require a gradient
def test_error_gradient(c):
    c.requires_grad_()
    beta = c / (c * c).sum()
    loss = ((1 - beta[0] * c[0]).pow(2) + (beta[1] * c[1]).pow(2)) / 2
    (gradient,) = torch.autograd.grad(loss, [c])
    return gradient
