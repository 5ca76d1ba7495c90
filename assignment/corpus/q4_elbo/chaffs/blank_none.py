# What: three times None
# Fails test_hidden_*: Feed your sample to it
# Fails test_public_undecided_decoder: have to be scalar tensors
# Fails test_public_three_scalars: nelbo is a NoneType; expected a tensor
def negative_elbo_bound(model, x):
    return None, None, None
