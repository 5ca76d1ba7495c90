from otter.test_files import test_case

OK_FORMAT = False

name = "q7b"
points = 0

@test_case(points=0, hidden=False)
def test_public_is_a_count(soft_prompt_parameters):
    from numbers import Real
    given = soft_prompt_parameters
    assert given is not None and given is not ..., 'soft_prompt_parameters is still empty: give it a number.'
    assert isinstance(given, Real) and (not isinstance(given, bool)), f'soft_prompt_parameters is of type {type(given).__name__}; expected a whole number, without quotes.'
    assert given > 0 and given % 1 == 0, f'soft_prompt_parameters is {given}; expected a whole number above 0.'

