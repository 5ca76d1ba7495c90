# What: a loop over the data points
def gradient_step(w, X, y, lam, rate):
    g = 2 * lam * w
    for x, target in zip(X, y):
        g = g + 2 * (x @ w - target) * x / len(y)
    return w - rate * g
