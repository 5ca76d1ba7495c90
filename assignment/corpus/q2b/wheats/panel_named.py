# What: the word panel before the letter
# Fails test_public_are_panels: expected one capital letter
forward_kl = "Panel B"
reverse_kl = "panel A"
