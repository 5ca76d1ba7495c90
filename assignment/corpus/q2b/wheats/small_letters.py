# What: small letters
# Fails test_public_are_panels: expected one capital letter
forward_kl = "b"
reverse_kl = "a"
