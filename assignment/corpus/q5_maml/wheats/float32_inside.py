# What: everything taken to float32, the dtype of the notebook
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c, features, y, features_test, y_test = (t.detach().float() for t in (c, features, y, features_test, y_test))
    c.requires_grad = True
    beta = torch.zeros(c.shape[0], requires_grad=True)
    loss = torch.nn.MSELoss()((features * c) @ beta, y)
    beta = beta - step_size * torch.autograd.grad(loss, beta, create_graph=True)[0]
    torch.nn.MSELoss()((features_test * c) @ beta, y_test).backward()
    return c.grad
