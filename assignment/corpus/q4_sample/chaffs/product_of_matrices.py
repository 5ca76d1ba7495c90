# What: wrong in nothing but the dtype: a product with noise of torch's default dtype
# Fails test_hidden_shapes: Give the tensors that you make inside the dtype of the inputs
def sample_gaussian(m, v):
    scale = torch.diag_embed(v.sqrt())
    return m + (scale @ torch.randn(*m.shape, 1)).squeeze(-1)
