from otter.test_files import test_case

OK_FORMAT = False

name = "q5_maml"
points = 8

@test_case(points=0, hidden=False)
def test_public_shape(maml_gradient):
    import torch
    assert callable(maml_gradient), 'maml_gradient is not a function: run the cell that defines it.'
    features, features_test = (torch.eye(4)[:3], torch.eye(4)[1:3])
    gradient = maml_gradient(torch.ones(4), features, torch.ones(3), features_test, torch.ones(2), 0.1)
    assert gradient is not None and gradient is not ..., 'maml_gradient returned None: replace the ... with your code, and return the gradient.'
    assert isinstance(gradient, torch.Tensor), f'maml_gradient returned a {type(gradient).__name__}; expected a tensor (torch.autograd.grad returns a tuple: take its first entry).'
    assert tuple(gradient.shape) == (4,), f'For 4 slow weights your gradient has shape {tuple(gradient.shape)}; expected (4,).'
    assert bool(torch.isfinite(gradient).all()), 'Your gradient holds something that is not a finite number.'

@test_case(points=0, hidden=False)
def test_public_worked_example(maml_gradient):
    import torch
    assert callable(maml_gradient), 'maml_gradient is not a function: run the cell that defines it.'
    one = torch.ones(1)
    gradient = maml_gradient(one.clone(), one.reshape(1, 1), one.clone(), one.reshape(1, 1), one.clone(), 0.25)
    assert isinstance(gradient, torch.Tensor) and tuple(gradient.shape) == (1,), 'maml_gradient did not return a tensor of shape (1,) for one slow weight: replace the ... with your code, and return the gradient.'
    value = gradient.item()
    assert abs(value + 0.5) > 0.0001, 'In the worked example your gradient is -0.5. Mostly that is a learned beta that is taken for a constant: the derivative has to pass through the inner step. Or is there a factor of one half in your loss?'
    assert abs(value + 1) < 0.0001, f'In the worked example of the prompt the gradient is -1; got {value:.4f}. Go through it line by line.'

