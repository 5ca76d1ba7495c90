# What: returns the mean
# Fails test_hidden_*: The noise is missing
# Fails test_public_is_random: each call has to draw noise of its own
def sample_gaussian(m, v):
    return m
