# What: worked out on paper
def maml_gradient(c, features, y, features_test, y_test, step_size):
    g = 2 / len(y) * features.T @ y  # (d,)
    residual = features_test @ (step_size * c**2 * g) - y_test
    return 2 / len(y_test) * (features_test.T @ residual) * 2 * step_size * c * g
