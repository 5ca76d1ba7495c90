# What: as handed out
# Fails test_public_*: replace the ... with your code
# Fails test_hidden_*: still to be written
def ridge(X, y, lam): ...
