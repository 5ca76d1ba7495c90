# What: tokens times context
# Fails test_hidden_soft_prompt: how wide is each of them
soft_prompt_parameters = 5 * 512
