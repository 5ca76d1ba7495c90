# What: the prediction and the target are added
# Fails test_hidden_gradient: or a target has the wrong sign
# Fails test_public_worked_example: got 3.0000
def maml_gradient(c, features, y, features_test, y_test, step_size):
    g = 2 / len(y) * features.T @ y
    residual = features_test @ (step_size * c**2 * g) + y_test
    return 4 / len(y_test) * step_size * c * g * (features_test.T @ residual)
