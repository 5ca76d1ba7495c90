# What: MAML
# Fails test_hidden_method: keep in memory and differentiate through
meta_method = "MAML"
