# What: forward() called by name, and a list returned
def negative_elbo_bound(model, x):
    m, v = model.enc.forward(x)
    rec = -vae.log_bernoulli_with_logits(x, model.dec.forward(sample_gaussian(m, v))).mean()
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    return [rec + kl, kl, rec]
