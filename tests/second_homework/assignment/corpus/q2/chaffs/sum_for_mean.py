# What: the sum of squares in place of their mean
# Fails test_hidden_values: not a sum
# Fails test_hidden_gradients: correct the result first
def gradient_step(w, X, y, lam, rate):
    return w - rate * (2 * X.T @ (X @ w - y) + 2 * lam * w)
