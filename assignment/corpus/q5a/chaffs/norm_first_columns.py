# What: a solution from the first n features alone
# Fails test_hidden_smallest_norm: What can be added to a solution
# Fails test_public_min_norm: The point of smallest norm on the line
def min_norm(A, y):
    n, d = A.shape
    return torch.cat([torch.linalg.solve(A[:, :n], y), torch.zeros(d - n, dtype=A.dtype)])


def beta_hat(c):
    return c / (c @ c)
