from otter.test_files import test_case

OK_FORMAT = False

name = "q5b"
points = 6

@test_case(points=0, hidden=False)
def test_public_gradient(test_error_gradient):
    import torch
    assert callable(test_error_gradient), 'test_error_gradient is not a function: run the cell that defines it.'
    gradient = test_error_gradient(torch.tensor([2.0, 0.0]))
    assert gradient is not None and gradient is not ..., 'test_error_gradient returned None: replace the ... with your code, and return the gradient.'
    assert isinstance(gradient, torch.Tensor), f'test_error_gradient returned a {type(gradient).__name__}; expected a tensor.'
    assert tuple(gradient.shape) == (2,), f'test_error_gradient returned a tensor of shape {tuple(gradient.shape)}; expected (2,): one entry for each slow weight.'
    assert torch.allclose(gradient.double(), torch.zeros(2).double(), atol=1e-06), f'At c = (2, 0) the alias is switched off and the learner makes no error at all, so that the gradient is (0, 0); got {gradient.tolist()}.'

