# What: mse_loss and backward
import torch.nn.functional as F


def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.clone().requires_grad_()
    beta = torch.zeros(len(c), dtype=c.dtype, requires_grad=True)
    slope = torch.autograd.grad(F.mse_loss((c * features) @ beta, y), beta, create_graph=True)[0]
    F.mse_loss((c * features_test) @ (beta - step_size * slope), y_test).backward()
    return c.grad
