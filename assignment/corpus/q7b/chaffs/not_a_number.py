# What: nan
# Fails test_hidden_soft_prompt: expected a finite number
# Fails test_public_is_a_count: expected a whole number above 0
soft_prompt_parameters = float("nan")
