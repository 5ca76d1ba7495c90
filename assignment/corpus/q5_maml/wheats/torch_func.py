# What: torch.func.grad of a function that holds a torch.func.grad
def maml_gradient(c, features, y, features_test, y_test, step_size):
    def error(beta, weights, inputs, targets):
        return torch.nn.functional.mse_loss((inputs * weights) @ beta, targets)

    def after_step(weights):
        start = torch.zeros_like(weights)
        return error(
            start - step_size * torch.func.grad(error)(start, weights, features, y), weights, features_test, y_test
        )

    return torch.func.grad(after_step)(c)
