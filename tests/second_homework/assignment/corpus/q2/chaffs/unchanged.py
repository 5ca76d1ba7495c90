# What: returns w
# Fails test_hidden_values: leaves w where it was
# Fails test_hidden_gradients: treated as a constant
def gradient_step(w, X, y, lam, rate):
    return w
