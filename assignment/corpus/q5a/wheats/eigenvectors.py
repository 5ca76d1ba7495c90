# What: eigenvectors of A A^T
def min_norm(A, y):
    values, vectors = torch.linalg.eigh(A @ A.T)
    return A.T @ (vectors @ ((vectors.T @ y) / values))


def beta_hat(c):
    length = torch.hypot(c[0], c[1])
    return (c / length) / length
