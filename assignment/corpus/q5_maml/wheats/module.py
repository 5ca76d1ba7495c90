# What: a module whose weight is c, called with functional_call
class Weighted(torch.nn.Module):
    def __init__(self, d):
        super().__init__()
        self.beta = torch.nn.Linear(d, 1, bias=False)

    def forward(self, c, features):
        return self.beta(c * features).squeeze(1)


def maml_gradient(c, features, y, features_test, y_test, step_size):
    model = Weighted(len(c)).to(c.dtype)
    c = torch.nn.Parameter(c.detach().clone())
    born = {"beta.weight": torch.zeros(1, len(c), dtype=c.dtype, requires_grad=True)}
    loss = (torch.func.functional_call(model, born, (c, features)) - y).square().mean()
    grown = {
        key: value - step_size * torch.autograd.grad(loss, value, create_graph=True)[0] for key, value in born.items()
    }
    loss = (torch.func.functional_call(model, grown, (c, features_test)) - y_test).square().mean()
    loss.backward()
    return c.grad
