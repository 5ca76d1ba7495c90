# What: one vector
# Fails test_hidden_soft_prompt: how many of them is the prompt
soft_prompt_parameters = 5120
