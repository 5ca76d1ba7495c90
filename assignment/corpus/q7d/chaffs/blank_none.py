# What: None
# Fails test_hidden_defences: no answer under the name
# Fails test_public_is_a_set_of_letters: still empty
defences = None
