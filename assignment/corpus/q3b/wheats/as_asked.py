# What: as asked
encoder_terms = {"task loss", "latent regularizer"}
decoder_terms = {"task loss"}
