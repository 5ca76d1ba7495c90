# What: all, in a text
# Fails test_hidden_defences: Look at (b) again
# Fails test_public_is_a_set_of_letters: defences is of type
defences = "a, b and c"
