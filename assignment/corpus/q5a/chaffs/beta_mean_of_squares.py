# What: the mean of the squares for their sum
# Fails test_hidden_beta: twice as long as it should be
# Fails test_public_beta_hat: With c = (1, 0) only the true feature is there
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return c / c.square().mean()
