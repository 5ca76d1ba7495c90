# What: the word measure before it
# Fails test_public_is_a_set_of_letters: expected only the small letters
defences = {"measure a"}
