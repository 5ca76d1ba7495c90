# What: the gradient is added
# Fails test_hidden_values: this goes uphill
# Fails test_hidden_gradients: correct the result first
def gradient_step(w, X, y, lam, rate):
    return w + rate * (2 * X.T @ (X @ w - y) / len(y) + 2 * lam * w)
