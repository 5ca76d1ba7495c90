# What: None
# Fails test_hidden_method: no answer under the name
# Fails test_public_is_a_method: still empty
meta_method = None
