from otter.test_files import test_case

OK_FORMAT = False

name = "q3d"
points = 6

@test_case(points=0, hidden=False)
def test_public_betas(betas):
    import math
    from numbers import Real
    assert betas is not None and betas is not ..., 'betas is still empty: give it a dictionary from panel to beta.'
    assert isinstance(betas, dict), f'betas is of type {type(betas).__name__}; expected a dictionary from panel to beta.'
    assert set(betas) == {'a', 'b', 'c'}, 'The keys of betas are not the three panels: expected the letters a, b and c, in quotes.'
    meant = set()
    for panel in ('a', 'b', 'c'):
        given = betas[panel]
        near = isinstance(given, Real) and {b for b in (1e-06, 0.001, 1.0) if math.isclose(given, b, rel_tol=1e-06)}
        assert near, f'Panel {panel} has the beta {given!r}; expected one of the numbers 1e-6, 1e-3 and 1.0.'
        meant |= near
    assert len(meant) == 3, 'One beta is given to two panels; each of the three values made one panel.'

@test_case(points=0, hidden=False)
def test_public_best_latent(best_latent):
    assert best_latent is not None and best_latent is not ..., 'best_latent is still empty: give it the letter of a panel, in quotes.'
    assert isinstance(best_latent, str), f'best_latent is of type {type(best_latent).__name__}; expected a letter in quotes.'
    assert best_latent in ('a', 'b', 'c'), f'best_latent is {best_latent!r}; expected one small letter from a to c, in quotes and without brackets.'

