# What: plain loops over numbers; returns a list
# Fails test_public_shape: returned a list
# Fails test_public_worked_example: did not return a tensor
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c, y, y_test = c.tolist(), y.tolist(), y_test.tolist()
    phi, phi_test = features.tolist(), features_test.tolist()
    d, n, m = len(c), len(y), len(y_test)
    g = [2 / n * sum(phi[i][k] * y[i] for i in range(n)) for k in range(d)]
    gradient = [0.0] * d
    for j in range(m):
        prediction = sum(phi_test[j][k] * step_size * c[k] ** 2 * g[k] for k in range(d))
        for k in range(d):
            gradient[k] += 2 / m * (prediction - y_test[j]) * phi_test[j][k] * 2 * step_size * c[k] * g[k]
    return gradient
