# What: the hypergradient: a second derivative of the inner loss times the gradient at the fast weights
def maml_gradient(c, features, y, features_test, y_test, step_size):
    def inner(c, beta):
        return ((features * c) @ beta - y).square().mean()

    def outer(c, beta):
        return ((features_test * c) @ beta - y_test).square().mean()

    zero = torch.zeros_like(c)
    beta = zero - step_size * torch.func.grad(inner, argnums=1)(c, zero)
    direct, at_beta = torch.func.grad(outer, argnums=(0, 1))(c, beta)
    mixed = torch.func.jacrev(torch.func.grad(inner, argnums=1), argnums=0)(c, zero)  # (d, d)
    return direct - step_size * mixed.T @ at_beta
