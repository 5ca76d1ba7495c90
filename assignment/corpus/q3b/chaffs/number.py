# What: the number of terms
# Fails test_hidden_*: Write it as a set
# Fails test_public_are_sets_of_terms: expected a set of strings
encoder_terms = 2
decoder_terms = 1
