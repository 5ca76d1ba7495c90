# What: the sample is cut off from the encoder
# Fails test_hidden_gradients: no gradient reaches the encoder's mean
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v).detach()
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
