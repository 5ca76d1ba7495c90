# What: a truth value
# Fails test_hidden_soft_prompt: another number of parameters
# Fails test_public_is_a_count: soft_prompt_parameters is of type
soft_prompt_parameters = True
