# What: functional: torch.func.grad
def _error(c):
    share = c**2 / torch.sum(c**2)
    return ((1 - share[0]) ** 2 + share[1] ** 2) / 2


test_error_gradient = torch.func.grad(_error)
