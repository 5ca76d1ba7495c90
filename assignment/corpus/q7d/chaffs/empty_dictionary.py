# What: empty braces, which are a dictionary
# Fails test_hidden_defences: Write it as a set
# Fails test_public_is_a_set_of_letters: defences is of type
defences = {}
