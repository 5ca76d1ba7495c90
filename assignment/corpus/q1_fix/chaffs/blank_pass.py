# What: an empty class
# Fails test_hidden_*: TypeError
# Fails test_public_*: TypeError
class Transformer(nn.Module):
    pass
