# What: turned into float32 at the end
# Fails test_hidden_shapes: a sample of the same shape and dtype
def sample_gaussian(m, v):
    return (m + torch.sqrt(v) * torch.randn_like(m)).float()
