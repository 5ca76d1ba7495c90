# What: an Ellipsis that is returned
# Fails test_public_*: replace the ... with your code
# Fails test_hidden_*: still to be written
# Fails q4_elbo/test_*: must be Tensor, not ellipsis
def sample_gaussian(m, v):
    return ...
