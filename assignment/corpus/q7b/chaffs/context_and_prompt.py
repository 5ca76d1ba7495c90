# What: the prompt and the context
# Fails test_hidden_soft_prompt: The text of the task is given
soft_prompt_parameters = 517 * 5120
