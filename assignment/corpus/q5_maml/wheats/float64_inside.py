# What: float64 inside, and back to the type of c
def maml_gradient(c, features, y, features_test, y_test, step_size):
    w = c.detach().to(torch.float64).requires_grad_()
    phi, t, phi_test, t_test = [x.to(torch.float64) for x in (features, y, features_test, y_test)]
    products = phi.T.mv(t) * w  # (d,)
    beta = products.mul(2 * step_size).div(t.shape[0])
    torch.dist(phi_test.mv(w * beta), t_test).square().div(len(t_test)).backward()
    return w.grad.type_as(c)
