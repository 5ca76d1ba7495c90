# What: solves as if A were square
# Fails test_hidden_interpolates: A has no inverse of its own
# Fails test_hidden_smallest_norm: A has no inverse of its own
# Fails test_public_min_norm: Your code raised
def min_norm(A, y):
    return torch.linalg.solve(A, y)


def beta_hat(c):
    return c / (c @ c)
