# What: a standard normal prior in place of the model's own
# Fails test_hidden_kl: take the mean and variance that the model holds
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, torch.zeros(1), torch.ones(1)).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
