# What: lam w in place of 2 lam w
# Fails test_hidden_values: lacks its factor of 2
# Fails test_hidden_gradients: correct the result first
def gradient_step(w, X, y, lam, rate):
    return w - rate * (2 * X.T @ (X @ w - y) / len(y) + lam * w)
