# What: the word curve before it
# Fails test_public_is_a_panel: expected one small letter
error_curve = "curve b"
