# What: a list of one
# Fails test_public_is_a_panel: expected a letter in quotes
error_curve = ["b"]
