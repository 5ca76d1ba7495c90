# What: the prior expanded to the shape of the mean, and mean(0)
def negative_elbo_bound(model, x):
    qm, qv = model.enc(x)
    pm = model.z_prior_m.expand_as(qm)
    pv = model.z_prior_v.expand(qv.size())
    kl = vae.kl_normal(qm, qv, pm, pv)
    rec = -vae.log_bernoulli_with_logits(x, model.dec(sample_gaussian(qm, qv)))
    return (kl + rec).mean(0), kl.mean(0), rec.mean(0)
