# What: the length of the context
# Fails test_hidden_soft_prompt: the prompt's own length that counts
soft_prompt_parameters = 512 * 5120
