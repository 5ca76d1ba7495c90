# What: the reconstruction with the wrong sign in the sum
# Fails test_hidden_total: The reconstruction enters with the wrong sign
# Fails test_public_undecided_decoder: look at its sign
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl - rec, kl, rec
