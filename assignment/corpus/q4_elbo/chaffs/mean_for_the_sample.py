# What: decodes the mean
# Fails test_hidden_one_sample: the mean of q in the decoder
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(m)).mean()
    return kl + rec, kl, rec
