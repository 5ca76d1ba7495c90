# What: right, but lam leaves the graph
# Fails test_hidden_gradients: where `lam` leaves the graph
def gradient_step(w, X, y, lam, rate):
    return w - rate * (2 * X.T @ (X @ w - y) / len(y) + 2 * lam.item() * w)
