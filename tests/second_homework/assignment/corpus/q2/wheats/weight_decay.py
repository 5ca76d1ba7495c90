# What: as weight decay: shrink, then follow the data
def gradient_step(w, X, y, lam, rate):
    shrunk = (1 - 2 * rate * lam) * w
    return shrunk - rate * 2 / X.shape[0] * (X.T @ (X @ w - y))
