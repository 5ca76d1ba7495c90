from otter.test_files import test_case

OK_FORMAT = False

name = "q4a"
points = 6

@test_case(points=0, hidden=False)
def test_public_metrics(vae_metrics):
    import math
    from numbers import Real
    assert vae_metrics is not None and vae_metrics is not ..., 'vae_metrics is still empty: type in the numbers of your runs.'
    assert isinstance(vae_metrics, dict), f'vae_metrics is of type {type(vae_metrics).__name__}; expected a dictionary.'
    assert set(vae_metrics) == {'nelbo', 'kl', 'rec'}, 'The keys of vae_metrics have to be nelbo, kl and rec, in quotes.'
    for name in ('nelbo', 'kl', 'rec'):
        pair = vae_metrics[name]
        assert isinstance(pair, (tuple, list)) and len(pair) == 2, f'{name} needs a pair in round brackets: the mean over your runs, then its standard error.'
        assert all((isinstance(number, Real) and math.isfinite(number) for number in pair)), f'{name} holds something that is not a finite number: type in the mean and its standard error as plain numbers.'
        assert pair[0] > 0, f'The mean of {name} is {pair[0]}; all three are positive numbers of nats.'
        assert pair[1] >= 0, f'The standard error of {name} is {pair[1]}; a standard error is never negative.'

@test_case(points=0, hidden=False)
def test_public_data(vae_data):
    assert vae_data is not None and vae_data is not ..., 'vae_data is still empty: say on which data your runs were trained.'
    assert isinstance(vae_data, str), f'vae_data is of type {type(vae_data).__name__}; expected a word in quotes.'
    assert vae_data in ('5k', 'full'), f'vae_data is {vae_data!r}; expected 5k or full, in quotes.'

