# What: all but the right one
# Fails test_hidden_defences: Look at (b) again
defences = {"b", "c"}
