# What: one panel for both
# Fails test_hidden_directions: panel A for both divergences
# Fails test_public_are_panels: Both answers name the same panel
forward_kl = "A"
reverse_kl = "A"
