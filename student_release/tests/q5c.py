from otter.test_files import test_case

OK_FORMAT = False

name = "q5c"
points = 6

@test_case(points=0, hidden=False)
def test_public_descend(descend, test_error_gradient):
    import torch
    assert callable(descend), 'descend is not a function: run the cell that defines it.'
    assert callable(test_error_gradient) and test_error_gradient(torch.tensor([2.0, 0.0])) is not None, 'test_error_gradient still returns None: fill in q5b first, descend needs it.'
    start = torch.tensor([2.0, 0.0])
    path = descend(start, 0.1, 3)
    assert path is not None and path is not ..., 'descend returned None: replace the ... with your code, and return the path.'
    assert isinstance(path, torch.Tensor), f'descend returned a {type(path).__name__}; expected a tensor (torch.stack makes one out of a list of tensors).'
    assert tuple(path.shape) == (4, 2), f'Three iterations gave a path of shape {tuple(path.shape)}; expected (4, 2): the start and the three points after it.'
    assert torch.allclose(path[0].double(), start.double()), f'The first row of the path has to be the start, {start.tolist()}; got {path[0].tolist()}.'
    assert torch.allclose(path.double(), start.expand(4, 2).double(), atol=1e-06), 'At c = (2, 0) the gradient is zero, so that gradient descent has to stay there: look at 5(b), and at your step.'

@test_case(points=0, hidden=False)
def test_public_beta_limit(beta_limit):
    import torch
    assert callable(beta_limit), 'beta_limit is not a function: run the cell that defines it.'
    beta = beta_limit(torch.tensor([2.0, 0.0]))
    assert beta is not None and beta is not ..., 'beta_limit returned None: replace the ... with your code, and return the limit.'
    assert isinstance(beta, torch.Tensor), f'beta_limit returned a {type(beta).__name__}; expected a tensor.'
    assert tuple(beta.shape) == (2,), f'beta_limit returned a tensor of shape {tuple(beta.shape)}; expected (2,).'
    assert torch.allclose(beta.double(), torch.tensor([0.5, 0.0]).double(), atol=1e-06), f'From c = (2, 0) gradient descent does not move, so that the limit is the beta of 5(a) there, (0.5, 0); got {beta.tolist()}.'

