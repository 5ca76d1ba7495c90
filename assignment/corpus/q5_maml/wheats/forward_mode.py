# What: derivatives in forward mode, one direction at a time
def maml_gradient(c, features, y, features_test, y_test, step_size):
    def loss(c):
        beta = torch.zeros_like(c)
        residual = (features * c) @ beta - y
        beta = beta - step_size * 2 * ((features * c).T @ residual) / len(y)
        return torch.mean(torch.square((features_test * c) @ beta - y_test))

    return torch.stack([torch.func.jvp(loss, (c,), (e,))[1] for e in torch.eye(len(c), dtype=c.dtype)])
