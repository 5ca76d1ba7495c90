from otter.test_files import test_case

OK_FORMAT = False

name = "q3b"
points = 4

@test_case(points=0, hidden=False)
def test_public_are_sets_of_terms(encoder_terms, decoder_terms):
    known = ('task loss', 'latent regularizer')
    for name, given in (('encoder_terms', encoder_terms), ('decoder_terms', decoder_terms)):
        assert given is not None and given is not ..., f'{name} is still empty: give it a set of terms of the loss.'
        assert isinstance(given, (set, frozenset, list, tuple)), f'{name} is of type {type(given).__name__}; expected a set of strings in curly braces; an empty set is set().'
        for term in given:
            assert term in known, f'{name} holds {term!r}; expected only the strings task loss and latent regularizer.'

