# What: off by one
# Fails test_hidden_soft_prompt: What exactly is trained
soft_prompt_parameters = 5 * 5120 + 1
