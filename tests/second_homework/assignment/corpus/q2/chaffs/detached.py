# What: the new point has no graph, as in a training loop
# Fails test_hidden_gradients: Look for `no_grad`
def gradient_step(w, X, y, lam, rate):
    with torch.no_grad():
        return w - rate * (2 * X.T @ (X @ w - y) / len(y) + 2 * lam * w)
