# What: an empty text
# Fails test_hidden_forgets: expected one of "1", "2", "3", "none"
# Fails test_public_is_a_scenario: expected 1, 2, 3 or none, in quotes
forgets = ""
