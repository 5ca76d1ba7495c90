# What: numbers
# Fails test_hidden_directions: expected one of "A", "B"
# Fails test_public_are_panels: expected a letter in quotes
forward_kl = 2
reverse_kl = 1
