from otter.test_files import test_case

OK_FORMAT = False

name = "q7a"
points = 0

@test_case(points=0, hidden=False)
def test_public_is_a_scenario(forgets):
    assert forgets is not None and forgets is not ..., 'forgets is still empty: give it the number of a plan, in quotes.'
    assert isinstance(forgets, str), f'forgets is of type {type(forgets).__name__}; expected 1, 2, 3 or none, in quotes.'
    assert forgets in ('1', '2', '3', 'none'), f'forgets is {forgets!r}; expected 1, 2, 3 or none, in quotes.'

