# What: the average of the sum in place of the sum of averages
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kls = vae.kl_normal(m, v, model.z_prior_m.expand(m.shape), model.z_prior_v.expand(v.shape))
    recs = -vae.log_bernoulli_with_logits(x, model.dec(z))
    return (kls + recs).mean(), kls.mean(), recs.mean()
