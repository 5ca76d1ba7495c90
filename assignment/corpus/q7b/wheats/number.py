# What: the number
soft_prompt_parameters = 25600
