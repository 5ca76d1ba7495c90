# What: kl_normal gets standard deviations
# Fails test_hidden_kl: `kl_normal` takes variances
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v.sqrt(), model.z_prior_m, model.z_prior_v.sqrt()).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
