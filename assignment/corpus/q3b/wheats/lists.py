# What: lists
encoder_terms = ["latent regularizer", "task loss"]
decoder_terms = ["task loss"]
