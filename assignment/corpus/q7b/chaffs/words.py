# What: words
# Fails test_hidden_soft_prompt: in digits, without words
# Fails test_public_is_a_count: soft_prompt_parameters is of type
soft_prompt_parameters = "five times 5120"
