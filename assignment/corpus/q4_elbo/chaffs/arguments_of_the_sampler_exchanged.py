# What: the sampler gets v and m
# Fails test_hidden_one_sample: takes them in this order
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(v, m.abs())
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
