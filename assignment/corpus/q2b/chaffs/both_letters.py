# What: both letters for each
# Fails test_hidden_directions: expected one of "A", "B"
# Fails test_public_are_panels: expected one capital letter
forward_kl = "A or B"
reverse_kl = "B or A"
