# What: both, in a list
# Fails test_hidden_method: expected one of "MAML", "REPTILE"
# Fails test_public_is_a_method: meta_method is of type
meta_method = ["MAML", "REPTILE"]
