# What: a set of all
# Fails test_hidden_curve: expected one of
# Fails test_public_is_a_panel: expected a letter in quotes
error_curve = {"a", "b", "c", "d"}
