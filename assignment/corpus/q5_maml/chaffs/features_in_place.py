# What: weighs the features in place
# Fails test_hidden_*: another `features` after the call
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach()
    g = 2 / len(y) * features.T @ y
    residual = features_test @ (step_size * c**2 * g) - y_test
    features *= c
    return 4 / len(y_test) * step_size * c * g * (features_test.T @ residual)
