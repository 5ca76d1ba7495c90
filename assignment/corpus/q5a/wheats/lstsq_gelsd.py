# What: least squares by singular values, as the tip says
def min_norm(A, y):
    return torch.linalg.lstsq(A, y.unsqueeze(1), driver="gelsd").solution.squeeze(1)


def beta_hat(c):
    one = torch.ones(1, 1, dtype=c.dtype)
    return torch.linalg.lstsq(c.unsqueeze(0), one, driver="gelsd").solution[:, 0]
