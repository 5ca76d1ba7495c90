# What: torch.autograd.functional.jacobian of the loss, the step written out
def maml_gradient(c, features, y, features_test, y_test, step_size):
    def loss(weights):
        weighted = features * weights
        beta = 2 * step_size * (y @ weighted) / y.numel()
        return torch.pow((features_test * weights) @ beta - y_test, 2).mean()

    return torch.autograd.functional.jacobian(loss, c)
