# What: capitals and hyphens
# Fails test_public_are_sets_of_terms: expected only the strings
encoder_terms = {"Task Loss", "Latent-Regularizer"}
decoder_terms = {"TASK LOSS"}
