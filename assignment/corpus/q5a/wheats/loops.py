# What: loops: one row after the other, made orthogonal to those before it
def min_norm(A, y):
    beta = torch.zeros(A.shape[1], dtype=torch.float64)
    directions = []
    for row, target in zip(A.double(), y.double()):
        across = row.clone()
        for direction in directions:
            across = across - (across @ direction) * direction
        across = across / across.norm()
        beta = beta + (target - row @ beta) / (row @ across) * across
        directions.append(across)
    return beta.to(A.dtype)


def beta_hat(c):
    n = 0.0
    for k in range(2):
        n = n + c[k] * c[k]
    return torch.stack([c[k] / n for k in range(2)])
