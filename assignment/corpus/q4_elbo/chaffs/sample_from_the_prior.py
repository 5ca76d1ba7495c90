# What: decodes a sample of the prior
# Fails test_hidden_one_sample: nothing to do with the encoder's mean
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(model.z_prior_m.expand_as(m), model.z_prior_v.expand_as(v))
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
