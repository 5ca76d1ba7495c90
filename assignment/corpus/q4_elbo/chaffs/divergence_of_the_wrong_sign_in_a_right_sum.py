# What: minus the divergence is returned, the sum is right
# Fails test_public_undecided_decoder: not the sum of kl and rec
# Fails test_hidden_kl: wrong sign
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, -kl, rec
