# What: a capital
# Fails test_public_is_a_panel: expected one small letter
error_curve = "B"
