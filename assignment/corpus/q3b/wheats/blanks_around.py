# What: blanks around
# Fails test_public_are_sets_of_terms: expected only the strings
encoder_terms = {" task loss", "latent regularizer "}
decoder_terms = {"task loss "}
