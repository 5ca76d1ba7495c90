# What: float64 inside, and back
def min_norm(A, y):
    A64, y64 = A.double(), y.double()
    return (A64.T @ torch.linalg.solve(A64 @ A64.T, y64)).to(y.dtype)


def beta_hat(c):
    c64 = c.double()
    return (c64 / (c64[0] ** 2 + c64[1] ** 2)).to(c.dtype)
