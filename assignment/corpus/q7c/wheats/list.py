# What: a list of one
# Fails test_public_is_a_method: meta_method is of type
meta_method = ["REPTILE"]
