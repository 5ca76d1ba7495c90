# What: None under the name
# Fails test_hidden_*: no answer under the name
# Fails test_public_gradient: is not a function
# Fails q5c/test_public_descend: fill in q5b first
# Fails q5c/test_hidden_steps: from `descend`
# Fails q5c/test_hidden_rate: from `descend`
test_error_gradient = None
