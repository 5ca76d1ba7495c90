# What: the ELBO first, then its negative
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v)
    elbo = (vae.log_bernoulli_with_logits(x, model.dec(z)) - kl).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return -elbo, kl.mean(), rec
