# What: a body of pass in both
# Fails test_hidden_*: still to be written
# Fails test_public_*: replace the ... with your code
def min_norm(A, y):
    pass


def beta_hat(c):
    pass
