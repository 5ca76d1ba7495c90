# What: a text
# Fails test_public_is_a_set_of_letters: defences is of type
defences = "a"
