# What: adapters
# Fails test_hidden_forgets: weights that hold the pre-trained knowledge change
forgets = "2"
