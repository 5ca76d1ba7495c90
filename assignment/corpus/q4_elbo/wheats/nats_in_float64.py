# What: float64 for the sums
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m.double(), v.double(), model.z_prior_m.double(), model.z_prior_v.double()).mean()
    rec = -vae.log_bernoulli_with_logits(x.double(), model.dec(z).double()).mean()
    return kl + rec, kl, rec
