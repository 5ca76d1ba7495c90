# What: None
# Fails test_hidden_curve: no answer under the name
# Fails test_public_is_a_panel: still empty
error_curve = None
