# What: blanks around the letters
# Fails test_public_are_panels: expected one capital letter
forward_kl = "B "
reverse_kl = " A"
