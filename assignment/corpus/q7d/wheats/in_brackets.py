# What: in brackets
# Fails test_public_is_a_set_of_letters: expected only the small letters
defences = {"(a)"}
