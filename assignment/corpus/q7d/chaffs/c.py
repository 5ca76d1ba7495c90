# What: the matrices put back
# Fails test_hidden_defences: what is left of the meta-learned start
defences = {"c"}
