# What: the sampler gets standard deviations
# Fails test_hidden_one_sample: that is what `sample_gaussian` takes
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v.sqrt())
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
