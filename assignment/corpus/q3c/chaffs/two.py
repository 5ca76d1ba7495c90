# What: two letters
# Fails test_hidden_curve: expected one of
# Fails test_public_is_a_panel: expected one small letter
error_curve = "b or d"
