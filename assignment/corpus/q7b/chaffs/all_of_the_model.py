# What: all of the model
# Fails test_hidden_soft_prompt: none of its own parameters
soft_prompt_parameters = 13 * 10**9
