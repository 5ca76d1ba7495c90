# What: exchanged, in small letters
# Fails test_hidden_directions: which distribution does the average run over
# Fails test_public_are_panels: expected one capital letter
forward_kl = "a"
reverse_kl = "b"
