# What: the table is started in a method of its own, by an index over all parameters
class Transformer(nn.Module):
    def __init__(self, n_words, max_len, n_layers, d_model, n_heads, d_ffn, p_drop):
        super().__init__()
        self.emb_word = nn.Embedding(n_words, d_model)
        self.emb_pos = nn.Embedding(max_len, d_model)
        self.emb_ln = nn.LayerNorm(d_model)
        self.encoder_layers = nn.ModuleList(
            [TransformerLayer(False, d_model, n_heads, d_ffn, p_drop) for _ in range(n_layers)]
        )
        self.decoder_layers = nn.ModuleList(
            [TransformerLayer(True, d_model, n_heads, d_ffn, p_drop) for _ in range(n_layers)]
        )
        self.lm_head = nn.Linear(d_model, n_words)
        self.lm_head.weight = self.emb_word.weight
        self.criterion = nn.CrossEntropyLoss(ignore_index=-100)
        self.reset_parameters()

    @torch.no_grad()
    def reset_parameters(self):
        for name, parameter in self.named_parameters():
            if name.startswith("emb_word") or name.startswith("emb_pos"):
                parameter.copy_(torch.randn_like(parameter) / parameter.shape[1] ** 0.5)
        nn.init.zeros_(self.lm_head.bias)

    forward = transformer.forward
