# What: a list of one
# Fails test_hidden_soft_prompt: expected a plain number
# Fails test_public_is_a_count: soft_prompt_parameters is of type
soft_prompt_parameters = [25600]
