# What: returns a tensor that still carries a graph, on a parameter
def test_error_gradient(c):
    w = torch.nn.Parameter(c.clone())
    n = w.square().sum()
    return 4 * w[0] * w[1] ** 3 / n**3 * torch.stack([-w[1], w[0]])
