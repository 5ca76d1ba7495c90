# What: the textbook formula for a standard normal prior
# Fails test_hidden_kl: take the mean and variance that the model holds
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = -0.5 * (1 + v.log() - m**2 - v).sum(-1).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
