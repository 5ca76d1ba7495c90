# What: a target, and an identity, of torch's default dtype, which is that of the notebook
def min_norm(A, y):
    inverse = torch.linalg.solve(A @ A.T, torch.eye(A.shape[0]))
    return A.T @ inverse @ y


def beta_hat(c):
    return min_norm(c.view(1, 2), torch.ones(1))
