# What: adapters, as a number
# Fails test_hidden_forgets: weights that hold the pre-trained knowledge change
# Fails test_public_is_a_scenario: forgets is of type
forgets = 2
