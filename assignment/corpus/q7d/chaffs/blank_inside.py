# What: a blank in a set
# Fails test_hidden_defences: no answer under the name
# Fails test_public_is_a_set_of_letters: expected only the small letters
defences = {...}
