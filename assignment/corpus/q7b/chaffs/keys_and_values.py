# What: keys and values at every layer
# Fails test_hidden_soft_prompt: at the input alone
soft_prompt_parameters = 2 * 5 * 5120 * 40
