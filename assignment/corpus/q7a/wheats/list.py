# What: a list of one
# Fails test_public_is_a_scenario: forgets is of type
forgets = ["3"]
