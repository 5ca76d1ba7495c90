# What: Lagrange's conditions as one linear system
def min_norm(A, y):
    n, d = A.shape
    system = torch.zeros(d + n, d + n, dtype=A.dtype)
    system[:d, :d] = torch.eye(d, dtype=A.dtype)
    system[:d, d:] = A.T
    system[d:, :d] = A
    right = torch.cat([torch.zeros(d, dtype=A.dtype), y])
    return torch.linalg.solve(system, right)[:d]


def beta_hat(c):
    return c / (c @ c)
