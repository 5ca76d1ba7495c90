# What: returns lists of numbers
# Fails test_public_min_norm: returned a list
# Fails test_public_beta_hat: returned a list
def min_norm(A, y):
    return (A.T @ torch.linalg.solve(A @ A.T, y)).tolist()


def beta_hat(c):
    c0, c1 = c.tolist()
    return [c0 / (c0**2 + c1**2), c1 / (c0**2 + c1**2)]
