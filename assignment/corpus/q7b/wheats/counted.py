# What: counted from a table
soft_prompt_parameters = torch.nn.Embedding(5, 5120).weight.numel()
