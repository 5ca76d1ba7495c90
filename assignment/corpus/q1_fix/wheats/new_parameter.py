# What: a new parameter in the table
class Transformer(nn.Module):
    def __init__(self, n_words, max_len, n_layers, d_model, n_heads, d_ffn, p_drop):
        super().__init__()
        self.emb_word = nn.Embedding(n_words, d_model)
        self.emb_pos = nn.Embedding(max_len, d_model)

        # Initialize embedding layers
        self.emb_word.weight = nn.Parameter(torch.randn(n_words, d_model) * d_model**-0.5)
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
