# What: fast weights of torch's default dtype, which is that of the notebook
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.clone().requires_grad_(True)
    beta = torch.zeros(features.shape[1], requires_grad=True)
    loss = torch.mean(((features * c) @ beta - y) ** 2)
    grad = torch.autograd.grad(loss, beta, create_graph=True)[0]
    beta1 = beta - step_size * grad
    loss_test = torch.mean(((features_test * c) @ beta1 - y_test) ** 2)
    return torch.autograd.grad(loss_test, c)[0]
