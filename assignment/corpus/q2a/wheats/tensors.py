# What: tensors
p = torch.tensor([0.2, 0.8, 0.0])
q = torch.tensor([0.1, 0.5, 0.4])
