# What: negative
# Fails test_hidden_soft_prompt: What exactly is trained
# Fails test_public_is_a_count: expected a whole number above 0
soft_prompt_parameters = -25600
