# What: Cholesky's factor of A A^T
def min_norm(A, y):
    L = torch.linalg.cholesky(A @ A.T)
    return A.T @ torch.cholesky_solve(y[:, None], L).flatten()


def beta_hat(c):
    return c / (c @ c)
