# What: a term that is none
# Fails test_hidden_*: expected one of
# Fails test_public_are_sets_of_terms: expected only the strings
encoder_terms = {"total loss", "latent regularizer"}
decoder_terms = {"total loss"}
