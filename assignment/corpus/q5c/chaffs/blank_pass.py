# What: a body of pass in both
# Fails test_hidden_*: still to be written
# Fails test_public_*: replace the ... with your code
def descend(c, step_size, iterations):
    pass


def beta_limit(c):
    pass
