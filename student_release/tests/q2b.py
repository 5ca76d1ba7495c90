from otter.test_files import test_case

OK_FORMAT = False

name = "q2b"
points = 4

@test_case(points=0, hidden=False)
def test_public_are_panels(forward_kl, reverse_kl):
    for name, given in (('forward_kl', forward_kl), ('reverse_kl', reverse_kl)):
        assert given is not None and given is not ..., f'{name} is still empty: give it the letter of a panel, in quotes.'
        assert isinstance(given, str), f'{name} is of type {type(given).__name__}; expected a letter in quotes, A or B.'
        assert given in ('A', 'B'), f'{name} is {given!r}; expected one capital letter in quotes, A or B.'
    assert forward_kl != reverse_kl, 'Both answers name the same panel; one of the two fits minimizes each divergence.'

