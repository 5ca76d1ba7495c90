# What: none, in capitals
# Fails test_hidden_forgets: Got none of the plans
# Fails test_public_is_a_scenario: expected 1, 2, 3 or none, in quotes
forgets = "None"
