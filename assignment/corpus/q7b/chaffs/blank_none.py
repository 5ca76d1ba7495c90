# What: None
# Fails test_hidden_soft_prompt: no answer under the name
# Fails test_public_is_a_count: still empty
soft_prompt_parameters = None
