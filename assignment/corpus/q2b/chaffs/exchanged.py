# What: exchanged
# Fails test_hidden_directions: which distribution does the average run over
forward_kl = "A"
reverse_kl = "B"
