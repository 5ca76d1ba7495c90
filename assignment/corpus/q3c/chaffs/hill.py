# What: worst in the middle
# Fails test_hidden_curve: Think of both ends
error_curve = "d"
