# What: a sampler that is called twice, of which one sample is decoded
def negative_elbo_bound(model, x):
    n = x.shape[0]
    m, v = model.enc(x)
    sample_gaussian(m, v)
    z = sample_gaussian(m, v)
    kls = [vae.kl_normal(m[i], v[i], model.z_prior_m, model.z_prior_v) for i in range(n)]
    recs = [-vae.log_bernoulli_with_logits(x[i], model.dec(z[i])) for i in range(n)]
    kl, rec = sum(kls) / n, sum(recs) / n
    return kl + rec, kl, rec
