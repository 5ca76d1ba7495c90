# What: a truth value
# Fails test_hidden_forgets: expected one of "1", "2", "3", "none"
# Fails test_public_is_a_scenario: forgets is of type
forgets = True
