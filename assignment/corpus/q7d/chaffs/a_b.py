# What: both kinds of data
# Fails test_hidden_defences: Look at (b) again
defences = {"a", "b"}
