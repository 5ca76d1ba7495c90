# What: an empty set
# Fails test_hidden_defences: which data holds it
defences = set()
