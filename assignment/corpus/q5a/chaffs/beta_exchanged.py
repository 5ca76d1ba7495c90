# What: the two components exchanged
# Fails test_hidden_beta: changed places
# Fails test_public_beta_hat: With c = (1, 0) only the true feature is there
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c.flip(0) / (c @ c)
