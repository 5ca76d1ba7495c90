# What: the original data, and the matrices put back
# Fails test_hidden_defences: what is left of the meta-learned start
defences = {"a", "c"}
