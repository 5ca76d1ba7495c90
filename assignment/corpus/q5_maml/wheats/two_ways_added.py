# What: the direct way and the way through the step, added up with a Jacobian
def maml_gradient(c, features, y, features_test, y_test, step_size):
    n, m = features.shape[0], features_test.shape[0]
    beta = 2 * step_size / n * c * (y @ features)
    residual = 2 / m * (features_test @ (c * beta) - y_test)
    direct = (features_test * beta).T @ residual
    # At beta = 0 the inner gradient is linear in c.
    jacobian = torch.diag(2 * step_size / n * (y @ features))
    return direct + jacobian.T @ ((features_test * c).T @ residual)
