# What: the task loss is taken not to reach the encoder
# Fails test_hidden_encoder: Follow each term back
encoder_terms = {"latent regularizer"}
decoder_terms = {"task loss"}
