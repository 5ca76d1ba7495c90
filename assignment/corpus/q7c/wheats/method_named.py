# What: the word method before it
# Fails test_public_is_a_method: in capital letters and in quotes
meta_method = "method: REPTILE"
