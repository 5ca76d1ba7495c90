# What: lists of one
# Fails test_public_are_panels: expected a letter in quotes
forward_kl = ["B"]
reverse_kl = ["A"]
