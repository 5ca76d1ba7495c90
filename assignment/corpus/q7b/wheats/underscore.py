# What: with an underscore
soft_prompt_parameters = 25_600
