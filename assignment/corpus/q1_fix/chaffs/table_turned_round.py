# What: the table turned round
# Fails test_hidden_*: expected shape (131, 64)
# Fails test_public_builds_and_runs: Your code raised
# Fails test_public_weights_stay_tied: expected (n_words, d_model)
class Transformer(nn.Module):
    def __init__(self, n_words, max_len, n_layers, d_model, n_heads, d_ffn, p_drop):
        super().__init__()
        self.emb_word = nn.Embedding(d_model, n_words)
        self.emb_pos = nn.Embedding(max_len, d_model)

        # Initialize embedding layers
        self.emb_word.weight.data.normal_(mean=0, std=d_model**-0.5)
        self.emb_pos.weight.data.normal_(mean=0, std=1)

        self.emb_ln = nn.LayerNorm(d_model)
        self.encoder_layers = nn.ModuleList(
            [TransformerLayer(False, d_model, n_heads, d_ffn, p_drop) for _ in range(n_layers)]
        )
        self.decoder_layers = nn.ModuleList(
            [TransformerLayer(True, d_model, n_heads, d_ffn, p_drop) for _ in range(n_layers)]
        )
        self.lm_head = nn.Linear(d_model, n_words)
        # Share lm_head weights with emb_word
        self.lm_head.weight = self.emb_word.weight
        self.criterion = nn.CrossEntropyLoss(ignore_index=-100)

    forward = transformer.forward
