# What: lstsq with its default driver, which is mistaken where columns are alike
# Fails test_hidden_smallest_norm: columns that are alike
def min_norm(A, y):
    return torch.linalg.lstsq(A, y[:, None]).solution[:, 0]


def beta_hat(c):
    return c / (c @ c)
