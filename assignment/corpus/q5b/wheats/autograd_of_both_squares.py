# What: autograd of both squares, with backward
def test_error_gradient(c):
    c = c.clone().requires_grad_(True)
    beta = c / c.square().sum()
    error = 0.5 * ((1 - beta[0] * c[0]) ** 2 + (beta[1] * c[1]) ** 2)
    error.backward()
    return c.grad
