# What: one distribution twice
# Fails test_hidden_asymmetric: Both stay finite
p = [0.5, 0.5]
q = [0.5, 0.5]
