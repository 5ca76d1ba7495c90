# What: the penalty is missing
# Fails test_hidden_values: The penalty is missing
# Fails test_hidden_gradients: correct the result first
def gradient_step(w, X, y, lam, rate):
    return w - rate * 2 * X.T @ (X @ w - y) / len(y)
