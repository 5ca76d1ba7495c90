# What: tokens alone
# Fails test_hidden_soft_prompt: how long is it
soft_prompt_parameters = 5
