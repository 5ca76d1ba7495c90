# What: none
# Fails test_hidden_forgets: Got none of the plans
forgets = "none"
