# What: a name in place of a text
# Fails test_hidden_method: expected one of "MAML", "REPTILE"
# Fails test_public_is_a_method: meta_method is of type
class REPTILE:
    pass


meta_method = REPTILE
