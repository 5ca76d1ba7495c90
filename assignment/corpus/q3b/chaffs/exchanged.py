# What: the two exchanged
# Fails test_hidden_encoder: does a path lead to the encoder
# Fails test_hidden_decoder: does a path lead to the decoder
encoder_terms = {"task loss"}
decoder_terms = {"task loss", "latent regularizer"}
