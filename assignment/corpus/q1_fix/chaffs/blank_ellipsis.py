# What: an Ellipsis under the name
# Fails test_hidden_*: no answer under the name
# Fails test_public_*: is not a class
Transformer = ...
