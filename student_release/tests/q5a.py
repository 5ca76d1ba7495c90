from otter.test_files import test_case

OK_FORMAT = False

name = "q5a"
points = 8

@test_case(points=0, hidden=False)
def test_public_min_norm(min_norm):
    import torch
    assert callable(min_norm), 'min_norm is not a function: run the cell that defines it.'
    beta = min_norm(torch.tensor([[3.0, 4.0]]), torch.tensor([5.0]))
    assert beta is not None and beta is not ..., 'min_norm returned None: replace the ... with your code, and return the solution.'
    assert isinstance(beta, torch.Tensor), f'min_norm returned a {type(beta).__name__}; expected a tensor.'
    assert tuple(beta.shape) == (2,), f'For A of shape (1, 2) and y of shape (1,) your solution has shape {tuple(beta.shape)}; expected (2,).'
    assert torch.allclose(beta.double(), torch.tensor([0.6, 0.8]).double(), atol=1e-05), f'The point of smallest norm on the line 3 b0 + 4 b1 = 5 is (0.6, 0.8); got {beta.tolist()}.'

@test_case(points=0, hidden=False)
def test_public_beta_hat(beta_hat):
    import torch
    assert callable(beta_hat), 'beta_hat is not a function: run the cell that defines it.'
    beta = beta_hat(torch.tensor([1.0, 0.0]))
    assert beta is not None and beta is not ..., 'beta_hat returned None: replace the ... with your code, and return the fast weights.'
    assert isinstance(beta, torch.Tensor), f'beta_hat returned a {type(beta).__name__}; expected a tensor.'
    assert tuple(beta.shape) == (2,), f'beta_hat returned a tensor of shape {tuple(beta.shape)}; expected (2,).'
    assert torch.allclose(beta.double(), torch.tensor([1.0, 0.0]).double(), atol=1e-06), f'With c = (1, 0) only the true feature is there, and beta has to be (1, 0); got {beta.tolist()}.'

