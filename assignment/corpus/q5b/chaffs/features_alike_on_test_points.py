# What: the features taken for identical on test points too
# Fails test_hidden_gradient: It is 0 for every c
# Fails test_hidden_orthogonal: Here the error does change with c
# Fails q5c/test_hidden_steps: Nothing moves
# Fails q5c/test_hidden_rate: a slow fall
def test_error_gradient(c):
    c = c.detach().clone().requires_grad_()
    error = (1 - c.square().sum() / c.detach().square().sum()) ** 2 / 2
    return torch.autograd.grad(error, c)[0]
