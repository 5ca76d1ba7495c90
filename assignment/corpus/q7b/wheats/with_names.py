# What: with names
n_tokens, hidden_dim = 5, 5120
soft_prompt_parameters = n_tokens * hidden_dim
