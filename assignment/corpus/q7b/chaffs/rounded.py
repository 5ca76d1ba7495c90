# What: rounded
# Fails test_hidden_soft_prompt: What exactly is trained
soft_prompt_parameters = 25000
