from otter.test_files import test_case

OK_FORMAT = False

name = "q3a"
points = 4

@test_case(points=0, hidden=False)
def test_public_shape(latent_sample):
    import torch
    assert callable(latent_sample), 'latent_sample is not a function: run the cell that defines it.'
    mu = torch.tensor([[1.0, -2.0, 0.5], [0.0, 3.0, 4.0]])
    z = latent_sample(mu, torch.ones(2, 3), torch.zeros(2, 3))
    assert z is not None and z is not ..., 'latent_sample returned None: replace the ... with your code, and return the sample.'
    assert isinstance(z, torch.Tensor), f'latent_sample returned a {type(z).__name__}; expected a tensor.'
    assert tuple(z.shape) == (2, 3), f'For mu, sigma and v of shape (2, 3) your sample has shape {tuple(z.shape)}; expected (2, 3).'

@test_case(points=0, hidden=False)
def test_public_without_noise(latent_sample):
    import torch
    assert callable(latent_sample), 'latent_sample is not a function: run the cell that defines it.'
    mu = torch.tensor([1.0, -2.0, 0.5])
    z = latent_sample(mu, torch.tensor([2.0, 0.5, 3.0]), torch.zeros(3))
    assert isinstance(z, torch.Tensor), 'latent_sample did not return a tensor: replace the ... with your code, and return the sample.'
    assert z.shape == mu.shape and torch.allclose(z.double(), mu.double()), f'Where v is 0 the sample has to be the mean itself, here {mu.tolist()}; got {z.tolist()}.'

