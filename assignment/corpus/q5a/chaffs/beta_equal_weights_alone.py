# What: right for c0 = c1 alone
# Fails test_hidden_beta: not the shortest that does
# Fails test_public_beta_hat: With c = (1, 0) only the true feature is there
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return 1 / (2 * c)
