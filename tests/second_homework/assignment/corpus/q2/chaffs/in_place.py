# What: moves w in place, as an optimizer does
# Fails test_hidden_*: `gradient_step`
def gradient_step(w, X, y, lam, rate):
    w -= rate * (2 * X.T @ (X @ w - y) / len(y) + 2 * lam * w)
    return w
