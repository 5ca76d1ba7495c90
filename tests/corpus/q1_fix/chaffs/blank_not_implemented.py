# What: raises NotImplementedError
# Fails test_hidden_*: NotImplementedError
# Fails test_public_*: NotImplementedError
class Transformer(nn.Module):
    def __init__(self, *sizes):
        raise NotImplementedError
