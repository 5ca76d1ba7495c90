# What: the derivative of the inner square left without its 2
# Fails test_hidden_gradient: The step is half as long
# Fails test_public_worked_example: got -0.7500
def maml_gradient(c, features, y, features_test, y_test, step_size):
    g = features.T @ y / len(y)
    residual = features_test @ (step_size * c**2 * g) - y_test
    return 4 / len(y_test) * step_size * c * g * (features_test.T @ residual)
