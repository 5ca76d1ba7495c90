# What: the sample is made into a new tensor that asks for gradients
# Fails test_hidden_gradients: no gradient at all
def sample_gaussian(m, v):
    x = m + torch.sqrt(v) * torch.randn_like(m)
    return x.detach().clone().requires_grad_()
