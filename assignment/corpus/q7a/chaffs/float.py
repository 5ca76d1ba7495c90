# What: a number with a point
# Fails test_hidden_forgets: expected one of "1", "2", "3", "none"
# Fails test_public_is_a_scenario: forgets is of type
forgets = 3.0
