from otter.test_files import test_case

OK_FORMAT = False

name = "q1_fix"
points = 10

@test_case(points=0, hidden=False)
def test_public_builds_and_runs(Transformer):
    import torch
    assert callable(Transformer), 'Transformer is not a class: run the cell that defines it, and keep its name.'
    model = Transformer(n_words=11, max_len=7, n_layers=1, d_model=16, n_heads=2, d_ffn=32, p_drop=0.0)
    source = torch.arange(15).reshape(3, 5) % 11
    target = torch.arange(12).reshape(3, 4) % 11
    logits = model(source, target)
    assert isinstance(logits, torch.Tensor), 'Your model does not return logits: keep the line forward = transformer.forward in the class.'
    assert tuple(logits.shape) == (3, 4, 11), f'Your logits have shape {tuple(logits.shape)}; expected (3, 4, 11), one logit for each of 11 words at each of 4 positions of 3 texts. Keep lm_head as it was.'
    assert bool(torch.isfinite(logits).all()), 'Some logits of your model are not finite numbers: look at the values that you gave to the weights.'

@test_case(points=0, hidden=False)
def test_public_weights_stay_tied(Transformer):
    assert callable(Transformer), 'Transformer is not a class: run the cell that defines it, and keep its name.'
    model = Transformer(n_words=11, max_len=7, n_layers=0, d_model=16, n_heads=2, d_ffn=32, p_drop=0.0)
    assert model.lm_head.weight is model.emb_word.weight, 'lm_head and emb_word no longer share one weight: keep the line that sets lm_head.weight, and change how that one weight is initialized.'
    assert tuple(model.emb_word.weight.shape) == (11, 16), f'emb_word has a table of shape {tuple(model.emb_word.weight.shape)}; expected (n_words, d_model) = (11, 16).'
    assert tuple(model.emb_pos.weight.shape) == (7, 16), f'emb_pos has a table of shape {tuple(model.emb_pos.weight.shape)}; expected (max_len, d_model) = (7, 16).'

