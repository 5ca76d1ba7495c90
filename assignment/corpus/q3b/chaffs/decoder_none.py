# What: nothing is taken to reach the decoder
# Fails test_hidden_decoder: does a path lead to the decoder
encoder_terms = {"task loss", "latent regularizer"}
decoder_terms = set()
