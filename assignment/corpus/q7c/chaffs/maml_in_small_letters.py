# What: MAML, in small letters
# Fails test_hidden_method: keep in memory and differentiate through
# Fails test_public_is_a_method: in capital letters and in quotes
meta_method = "maml"
