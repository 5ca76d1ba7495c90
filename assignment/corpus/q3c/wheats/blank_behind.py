# What: a blank behind it
# Fails test_public_is_a_panel: expected one small letter
error_curve = "b "
