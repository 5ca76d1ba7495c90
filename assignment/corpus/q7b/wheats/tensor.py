# What: a tensor
# Fails test_public_is_a_count: soft_prompt_parameters is of type
soft_prompt_parameters = torch.tensor(5) * 5120
