# What: the gradient in place of the new point
# Fails test_public_rate_zero: At the rate 0
# Fails test_hidden_values: return the w that the step leads to
# Fails test_hidden_gradients: correct the result first
def gradient_step(w, X, y, lam, rate):
    return 2 * X.T @ (X @ w - y) / len(y) + 2 * lam * w
