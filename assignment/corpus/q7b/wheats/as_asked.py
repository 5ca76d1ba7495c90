# What: a product
soft_prompt_parameters = 5 * 5120
