# What: the new data
# Fails test_hidden_defences: Look at (b) again
defences = {"b"}
