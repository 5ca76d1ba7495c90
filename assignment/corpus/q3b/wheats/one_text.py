# What: a text with both terms
# Fails test_public_are_sets_of_terms: expected a set of strings
encoder_terms = "task loss, latent regularizer"
decoder_terms = "task loss"
