# What: the arguments of the divergence the wrong way round
# Fails test_hidden_kl: Its two arguments have changed places
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(model.z_prior_m, model.z_prior_v, m, v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
