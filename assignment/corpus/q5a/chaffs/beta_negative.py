# What: of the wrong sign
# Fails test_hidden_beta: has the sign of its weight
# Fails test_public_beta_hat: With c = (1, 0) only the true feature is there
def min_norm(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


def beta_hat(c):
    return -c / (c @ c)
