# What: words
# Fails test_hidden_directions: expected one of "A", "B"
# Fails test_public_are_panels: expected one capital letter
forward_kl = "mode-covering"
reverse_kl = "mode-seeking"
