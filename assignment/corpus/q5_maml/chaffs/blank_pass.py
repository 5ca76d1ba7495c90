# What: a body of pass
# Fails test_hidden_*: still to be written
# Fails test_public_shape: replace the ... with your code
# Fails test_public_worked_example: replace the ... with your code
def maml_gradient(c, features, y, features_test, y_test, step_size):
    pass
