from otter.test_files import test_case

OK_FORMAT = False

name = "q7c"
points = 0

@test_case(points=0, hidden=False)
def test_public_is_a_method(meta_method):
    assert meta_method is not None and meta_method is not ..., 'meta_method is still empty: give it the name of a method, in quotes.'
    assert isinstance(meta_method, str), f'meta_method is of type {type(meta_method).__name__}; expected MAML or REPTILE, in quotes.'
    assert meta_method in ('MAML', 'REPTILE'), f'meta_method is {meta_method!r}; expected MAML or REPTILE, in capital letters and in quotes.'

