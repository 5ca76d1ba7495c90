# What: a text
# Fails test_public_is_a_count: soft_prompt_parameters is of type
soft_prompt_parameters = "25600"
