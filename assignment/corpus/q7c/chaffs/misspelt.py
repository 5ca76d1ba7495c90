# What: misspelt
# Fails test_hidden_method: expected one of "MAML", "REPTILE"
# Fails test_public_is_a_method: in capital letters and in quotes
meta_method = "REPITLE"
