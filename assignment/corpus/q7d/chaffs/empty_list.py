# What: an empty list
# Fails test_hidden_defences: which data holds it
defences = []
