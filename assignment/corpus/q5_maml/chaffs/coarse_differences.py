# What: one-sided differences that are too coarse
# Fails test_hidden_gradient: a difference quotient too coarse
def maml_gradient(c, features, y, features_test, y_test, step_size):
    c, features, y, features_test, y_test = (t.double() for t in (c, features, y, features_test, y_test))

    def loss(w):
        beta = step_size * 2 / len(y) * w * (features.T @ y)
        return ((features_test * w) @ beta - y_test).square().mean()

    h = 1e-4
    return torch.stack([(loss(c + h * e) - loss(c)) / h for e in torch.eye(len(c)).double()])
