# What: in brackets
# Fails test_public_is_a_scenario: expected 1, 2, 3 or none, in quotes
forgets = "(3)"
