# What: beta_hat alone is written
# Fails test_hidden_interpolates: lacks a `return`
# Fails test_hidden_smallest_norm: lacks a `return`
# Fails test_public_min_norm: replace the ... with your code
def min_norm(A, y):
    pass


def beta_hat(c):
    return c / (c @ c)
