# What: the mean over d in place of n
# Fails test_hidden_values: not over its columns
# Fails test_hidden_gradients: correct the result first
def gradient_step(w, X, y, lam, rate):
    return w - rate * (2 * X.T @ (X @ w - y) / len(w) + 2 * lam * w)
