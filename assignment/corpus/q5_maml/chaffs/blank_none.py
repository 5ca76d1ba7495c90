# What: None in place of the function
# Fails test_hidden_*: no answer under the name
# Fails test_public_*: maml_gradient is not a function
maml_gradient = None
