# What: forward-mode Jacobian
def test_error_gradient(c):
    return torch.func.jacfwd(lambda w: (w[1] ** 2 / w.dot(w)) ** 2)(c)
