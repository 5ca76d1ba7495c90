# What: three tasks
# Fails test_hidden_soft_prompt: Count one task
soft_prompt_parameters = 3 * 5 * 5120
