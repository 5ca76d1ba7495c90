from otter.test_files import test_case

OK_FORMAT = False

name = "q4_sample"
points = 14

@test_case(points=0, hidden=False)
def test_public_shape(sample_gaussian):
    import torch
    assert callable(sample_gaussian), 'sample_gaussian is not a function: run the cell that defines it.'
    m = torch.zeros(4, 3)
    x = sample_gaussian(m, torch.ones(4, 3))
    assert x is not None and x is not ..., 'sample_gaussian returned None: replace the ... with your code, and return the sample.'
    assert isinstance(x, torch.Tensor), f'sample_gaussian returned a {type(x).__name__}; expected a tensor.'
    assert tuple(x.shape) == (4, 3), f'For m and v of shape (4, 3) your sample has shape {tuple(x.shape)}; expected (4, 3).'
    assert x.dtype == m.dtype, f'For m and v of type {m.dtype} your sample is of type {x.dtype}; expected the same type.'

@test_case(points=0, hidden=False)
def test_public_almost_no_variance(sample_gaussian):
    import torch
    assert callable(sample_gaussian), 'sample_gaussian is not a function: run the cell that defines it.'
    m = torch.tensor([[1.0, -2.0, 0.5], [30.0, 0.0, -4.0]])
    x = sample_gaussian(m, torch.full((2, 3), 1e-12))
    assert isinstance(x, torch.Tensor), 'sample_gaussian did not return a tensor: replace the ... with your code, and return the sample.'
    assert x.shape == m.shape and bool(((x - m).abs() < 0.001).all()), f'With a variance of almost zero the sample has to lie at the mean, here {m.tolist()}; got {x.tolist()}.'

@test_case(points=0, hidden=False)
def test_public_is_random(sample_gaussian):
    import torch
    assert callable(sample_gaussian), 'sample_gaussian is not a function: run the cell that defines it.'
    m, v = (torch.zeros(8), torch.ones(8))
    first, second = (sample_gaussian(m, v), sample_gaussian(m, v))
    assert isinstance(first, torch.Tensor) and isinstance(second, torch.Tensor), 'sample_gaussian did not return a tensor: replace the ... with your code, and return the sample.'
    assert not torch.equal(first, second), 'Two calls with the same m and v gave the same sample: each call has to draw noise of its own.'

