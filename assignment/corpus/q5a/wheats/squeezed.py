# What: columns, and a squeeze at the end
def min_norm(A, y):
    return (A.T @ torch.linalg.solve(A @ A.T, y.unsqueeze(1))).squeeze()


def beta_hat(c):
    A = c.unsqueeze(0)
    return (A.T @ torch.linalg.inv(A @ A.T)).squeeze()
