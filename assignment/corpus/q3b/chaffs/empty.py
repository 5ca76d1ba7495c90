# What: two empty sets
# Fails test_hidden_*: Got no term
encoder_terms = set()
decoder_terms = set()
