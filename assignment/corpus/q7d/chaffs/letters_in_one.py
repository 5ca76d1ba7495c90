# What: letters in one text
# Fails test_hidden_defences: expected one of "a", "b", "c"
# Fails test_public_is_a_set_of_letters: expected only the small letters
defences = {"ac"}
