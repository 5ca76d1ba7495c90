# What: changes the images in place
# Fails test_hidden_*: another `x` after the call
def negative_elbo_bound(model, x):
    x.mul_(2).sub_(1)
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
