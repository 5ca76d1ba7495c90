# What: the regularizer is taken not to reach the encoder
# Fails test_hidden_encoder: Follow each term back
encoder_terms = {"task loss"}
decoder_terms = {"task loss"}
