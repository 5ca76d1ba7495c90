# What: None
# Fails test_hidden_*: no answer under the name
# Fails test_public_are_sets_of_terms: still empty
encoder_terms = None
decoder_terms = None
