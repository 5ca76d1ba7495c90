from otter.test_files import test_case

OK_FORMAT = False

name = "q2a"
points = 6

@test_case(points=0, hidden=False)
def test_public_are_distributions(p, q):
    import math
    from numbers import Real
    for name, given in (('p', p), ('q', q)):
        assert given is not None and given is not ..., f'{name} is still empty: give it a list of probabilities.'
        values = given.tolist() if hasattr(given, 'tolist') else given
        assert isinstance(values, (list, tuple)), f'{name} is of type {type(given).__name__}; expected a list of probabilities, one for each outcome.'
        assert all((isinstance(value, Real) for value in values)), f'{name} holds something that is not a number; expected a flat list of probabilities.'
        assert all((0 <= value <= 1 for value in values)), f'{name} holds a number outside 0 to 1, which is no probability.'
        assert math.isclose(sum(values), 1, abs_tol=1e-06), f'{name} sums to {float(sum(values)):.6g}; probabilities sum to 1.'
    assert len(p) == len(q), f'p has {len(p)} outcomes and q has {len(q)}; both are distributions over the same set: give an outcome that cannot happen the probability 0.'

