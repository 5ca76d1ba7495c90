# What: nearly a point mass
# Fails test_hidden_asymmetric: Both stay finite
p = [0.5, 0.5]
q = [1 - 1e-12, 1e-12]
