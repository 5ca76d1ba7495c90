from otter.test_files import test_case

OK_FORMAT = False

name = "q3c"
points = 2

@test_case(points=0, hidden=False)
def test_public_is_a_panel(error_curve):
    assert error_curve is not None and error_curve is not ..., 'error_curve is still empty: give it the letter of a panel, in quotes.'
    assert isinstance(error_curve, str), f'error_curve is of type {type(error_curve).__name__}; expected a letter in quotes.'
    assert error_curve in ('a', 'b', 'c', 'd'), f'error_curve is {error_curve!r}; expected one small letter from a to d, in quotes and without brackets.'

