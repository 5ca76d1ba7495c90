# What: without the inverse
# Fails test_hidden_interpolates: The inverse is missing
# Fails test_hidden_smallest_norm: The inverse is missing
# Fails test_public_min_norm: The point of smallest norm on the line
def min_norm(A, y):
    return A.T @ y


def beta_hat(c):
    return c / (c @ c)
