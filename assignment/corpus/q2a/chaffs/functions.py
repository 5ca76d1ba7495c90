# What: functions in place of lists
# Fails test_hidden_asymmetric: expected a flat list of probabilities
# Fails test_public_are_distributions: expected a list of probabilities
def p(x):
    return 1.0 if x == 0 else 0.0


def q(x):
    return 0.5
