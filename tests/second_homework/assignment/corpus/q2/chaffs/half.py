# What: the gradient without its factor of 2
# Fails test_hidden_values: half as far
# Fails test_hidden_gradients: correct the result first
def gradient_step(w, X, y, lam, rate):
    return w - rate * (X.T @ (X @ w - y) / len(y) + lam * w)
