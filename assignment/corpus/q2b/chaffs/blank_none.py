# What: None
# Fails test_hidden_directions: no answer under the name `forward_kl`
# Fails test_public_are_panels: still empty
forward_kl = None
reverse_kl = None
