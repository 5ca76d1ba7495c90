from otter.test_files import test_case

OK_FORMAT = False

name = "q7d"
points = 0

@test_case(points=0, hidden=False)
def test_public_is_a_set_of_letters(defences):
    assert defences is not None and defences is not ..., 'defences is still empty: give it a set of letters.'
    assert isinstance(defences, (set, frozenset, list, tuple)), f'defences is of type {type(defences).__name__}; expected a set of letters, in curly braces.'
    for letter in defences:
        assert letter in ('a', 'b', 'c'), f'defences holds {letter!r}; expected only the small letters a, b and c, in quotes.'

