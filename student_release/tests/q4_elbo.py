from otter.test_files import test_case

OK_FORMAT = False

name = "q4_elbo"
points = 16

@test_case(points=0, hidden=False)
def test_public_three_scalars(negative_elbo_bound, sample_gaussian):
    import torch
    from hw12 import vae
    assert callable(negative_elbo_bound), 'negative_elbo_bound is not a function: run the cell that defines it.'
    assert callable(sample_gaussian) and sample_gaussian(torch.zeros(2), torch.ones(2)) is not None, 'sample_gaussian still returns None: fill in q4_sample first, this loss needs it.'
    model = vae.VAE(z_dim=2, x_dim=5, hidden=4)
    result = negative_elbo_bound(model, torch.tensor([[0.0, 1.0, 1.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0, 1.0]]))
    assert result is not None and result is not ..., 'negative_elbo_bound returned None: replace the ... with your code, and return nelbo, kl, rec.'
    assert isinstance(result, (tuple, list)) and len(result) == 3, 'negative_elbo_bound has to return three values in this order: nelbo, kl, rec.'
    for name, value in zip(('nelbo', 'kl', 'rec'), result):
        assert isinstance(value, torch.Tensor), f'{name} is a {type(value).__name__}; expected a tensor, so that it can be differentiated.'
        assert value.numel() == 1, f'{name} has shape {tuple(value.shape)}; expected a scalar, the average over the images of the batch.'

@test_case(points=0, hidden=False)
def test_public_undecided_decoder(negative_elbo_bound, sample_gaussian):
    import math
    import torch
    from hw12 import vae
    assert callable(negative_elbo_bound), 'negative_elbo_bound is not a function: run the cell that defines it.'
    assert callable(sample_gaussian) and sample_gaussian(torch.zeros(2), torch.ones(2)) is not None, 'sample_gaussian still returns None: fill in q4_sample first, this loss needs it.'
    model = vae.VAE(z_dim=2, x_dim=5, hidden=4)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    result = negative_elbo_bound(model, torch.tensor([[0.0, 1.0, 1.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0, 1.0]]))
    assert isinstance(result, (tuple, list)) and len(result) == 3, 'negative_elbo_bound has to return three values in this order: nelbo, kl, rec.'
    assert all((isinstance(value, torch.Tensor) and value.numel() == 1 for value in result)), 'nelbo, kl and rec have to be scalar tensors.'
    nelbo, kl, rec = (value.item() for value in result)
    wanted = 5 * math.log(2)
    assert not (abs(kl - wanted) < 0.001 and abs(nelbo - kl - rec) < 0.001), 'kl and rec have changed places: the order is nelbo, kl, rec.'
    assert abs(rec - wanted) < 0.001, f'A decoder that gives every pixel the probability one half needs 5 ln 2 = {wanted:.4f} nats for an image of 5 pixels; your rec, the third value, is {rec:.4f} (nelbo {nelbo:.4f}, kl {kl:.4f}). Look at its sign, at the order, and at how pixels and images are summed and averaged.'
    assert abs(nelbo - kl - rec) < 0.001, f'nelbo, the first value, is {nelbo:.4f}, which is not the sum of kl and rec: look at its sign and at the order.'

