# What: tuples
encoder_terms = ("task loss", "latent regularizer")
decoder_terms = ("task loss",)
