# What: falling
# Fails test_hidden_curve: Think of both ends
error_curve = "c"
