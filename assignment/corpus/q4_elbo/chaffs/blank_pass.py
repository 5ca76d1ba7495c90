# What: a body of pass
# Fails test_hidden_*: still to be written
# Fails test_public_three_scalars: replace the ... with your code
# Fails test_public_undecided_decoder: three values in this order
def negative_elbo_bound(model, x):
    pass
