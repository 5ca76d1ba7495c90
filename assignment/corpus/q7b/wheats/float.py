# What: a float
soft_prompt_parameters = 2.56e4
