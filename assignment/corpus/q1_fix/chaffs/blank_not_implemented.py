# What: raises NotImplementedError
# Fails test_hidden_*: NotImplementedError
# Fails test_public_*: NotImplementedError
class Transformer(nn.Module):
    def __init__(self, n_words, max_len, n_layers, d_model, n_heads, d_ffn, p_drop):
        raise NotImplementedError
