# What: the worked example
# Fails test_hidden_asymmetric: when does log(a / b) have no finite value
p = [0.5, 0.5]
q = [0.25, 0.75]
